namespace Mosaic.Embedded.Tests.Crash.PowerCut;

/// <summary>
/// A file's bytes as programs see them, those that would survive a power cut for certain, and every state that a 512-byte sector
/// had since the last sync: any one of them may be what survives, whatever survives of its neighbours.
/// </summary>
internal sealed class SimulatedInode
{
    private const int Sector = 512;

    private readonly Dictionary<int, List<byte[]>> _unsynced = [];
    private readonly List<long> _unsyncedLengths = [];
    private byte[] _bytes = [];
    private byte[] _durable = [];
    private long _durableLength;

    /// <summary>The file's name as programs see it.</summary>
    public required string Name { get; set; }

    public long Length { get; private set; }

    public void Read(long position, Span<byte> destination)
    {
        if (position + destination.Length > Length)
        {
            throw new EndOfStreamException($"The file ends at byte {Length}.");
        }

        _bytes.AsSpan((int)position, destination.Length).CopyTo(destination);
    }

    public void Write(long position, ReadOnlySpan<byte> source)
    {
        if (source.IsEmpty)
        {
            return;
        }

        if (position + source.Length > Length)
        {
            SetLength(position + source.Length);
        }

        source.CopyTo(_bytes.AsSpan((int)position));
        Touch(position, position + source.Length);
    }

    public void SetLength(long length)
    {
        if (length == Length)
        {
            return;
        }

        Grow(ref _bytes, length);
        if (length < Length)
        {
            var old = Length;
            _bytes.AsSpan((int)length, (int)(old - length)).Clear();
            Touch(length, old);
        }

        Length = length;
        _unsyncedLengths.Add(length);
    }

    public void Sync()
    {
        Grow(ref _durable, RoundUp(Length));
        foreach (var (sector, states) in _unsynced)
        {
            if ((long)sector * Sector < _durable.Length)
            {
                states[^1].CopyTo(_durable.AsSpan(sector * Sector));
            }
        }

        _durableLength = Length;
        _unsynced.Clear();
        _unsyncedLengths.Clear();
    }

    /// <summary>The file as it may be found after the cut.</summary>
    /// <param name="random">Decides.</param>
    /// <param name="kept">The share of unsynced sectors and lengths that survive, from 0 to 1.</param>
    public SimulatedInode Survive(Random random, double kept) => Survive(
        _unsyncedLengths.Count == 0 || random.NextDouble() >= kept
            ? _durableLength
            : _unsyncedLengths[random.Next(4) == 0 ? random.Next(_unsyncedLengths.Count) : ^1],
        (_, states) => random.NextDouble() >= kept ? -1 : random.Next(4) == 0 ? random.Next(states) : states - 1);

    /// <summary>The file with its length and exactly those unsynced sectors that <paramref name="keep"/> names.</summary>
    public SimulatedInode Survive(Func<int, bool> keep) => Survive(Length, (sector, states) => keep(sector) ? states - 1 : -1);

    private SimulatedInode Survive(long length, Func<int, int, int> choose)
    {
        var survivor = new SimulatedInode { Name = Name };
        survivor.SetLength(length);
        var bytes = new byte[RoundUp(Math.Max(survivor.Length, Math.Max(_durableLength, Length)))];
        _durable.AsSpan(0, (int)Math.Min(_durable.Length, bytes.Length)).CopyTo(bytes);
        foreach (var (sector, states) in _unsynced.OrderBy(static pair => pair.Key))
        {
            if ((long)sector * Sector < bytes.Length && choose(sector, states.Count) is >= 0 and var state)
            {
                states[state].CopyTo(bytes.AsSpan(sector * Sector));
            }
        }

        survivor.Write(0, bytes.AsSpan(0, (int)survivor.Length));
        survivor.Sync();
        return survivor;
    }

    private static long RoundUp(long length) => (length + Sector - 1) / Sector * Sector;

    private static void Grow(ref byte[] bytes, long length)
    {
        if (bytes.Length < length)
        {
            Array.Resize(ref bytes, (int)RoundUp(Math.Max(length, bytes.Length * 2L)));
        }
    }

    private void Touch(long from, long to)
    {
        for (var sector = (int)(from / Sector); (long)sector * Sector < to; sector++)
        {
            if (!_unsynced.TryGetValue(sector, out var states))
            {
                _unsynced[sector] = states = [];
            }

            states.Add(_bytes.AsSpan(sector * Sector, Sector).ToArray());
        }
    }
}
