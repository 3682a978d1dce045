using System.Buffers.Binary;
using Mosaic.Queue.Rows;
using Mosaic.Storage;
using Mosaic.Storage.Files;

namespace Mosaic.Queue.Leases;

/// <summary>
/// Which attempts have begun, in a file beside the store that is written and never synced: what was written survives the
/// process, so that a claim needs no sync, and a job that kills its process is counted all the same. A power cut may lose it.
/// Slots of 64 bytes: CRC-32C (4), attempt (4), job key (16), redrives (4), zeros; the first is the header: CRC-32C, "LEAS", StoreId. A slot
/// needs no clearing: the job's row tells whether the attempt is counted.
/// </summary>
internal sealed class LeaseFile(IStorageFolder folder, string path, Guid storeId) : IDisposable
{
    private const int SlotBytes = 64;
    private const int SlotsAtFirst = 1023;
    private const int SlotsOnStack = 4;
    private const int Magic = 0x5341454C;

    private readonly Lock _gate = new();
    private readonly Stack<int> _free = new();
    private IStorageFile? _file;
    private int _slots;
    private int _room;
    private bool _closed;

    /// <summary>The attempts that an earlier process left here.</summary>
    public IReadOnlyList<LeftAttempt> ReadLeft()
    {
        var left = new List<LeftAttempt>();
        if (!folder.Exists(path))
        {
            return left;
        }

        using var file = folder.Open(path, FileUse.Read);
        var slot = new byte[SlotBytes];
        for (var at = 0L; at + SlotBytes <= file.Length; at += SlotBytes)
        {
            file.Read(at, slot);
            var whole = BinaryPrimitives.ReadUInt32LittleEndian(slot) == Checksum.Of(slot.AsSpan(4));
            if (at == 0)
            {
                if (!whole || !slot.AsSpan().SequenceEqual(Header()))
                {
                    return left; // another store's, or torn by a power cut
                }
            }
            else if (whole && BinaryPrimitives.ReadInt32LittleEndian(slot.AsSpan(4)) is var attempt and > 0)
            {
                left.Add(new LeftAttempt(JobKeys.Decode(slot.AsSpan(8)), attempt, BinaryPrimitives.ReadInt32LittleEndian(slot.AsSpan(24))));
            }
        }

        return left;
    }

    /// <summary>Makes the beginnings of attempts outlive the process.</summary>
    /// <param name="begun">The attempts; slots that lie side by side are written at once.</param>
    /// <param name="slots">Receives the slot of each, to be given back when the attempt has ended.</param>
    public void Begin(ReadOnlySpan<LeftAttempt> begun, Span<int> slots)
    {
        var file = Take(slots);
        Span<byte> few = stackalloc byte[SlotsOnStack * SlotBytes];
        var run = begun.Length <= SlotsOnStack ? few : new byte[begun.Length * SlotBytes];
        for (var first = 0; first < begun.Length;)
        {
            var next = first;
            do
            {
                Write(run.Slice((next - first) * SlotBytes, SlotBytes), begun[next]);
                next++;
            }
            while (next < begun.Length && slots[next] == slots[next - 1] + 1);

            file.Write((1L + slots[first]) * SlotBytes, run[..((next - first) * SlotBytes)]);
            first = next;
        }
    }

    public void End(int slot)
    {
        lock (_gate)
        {
            _free.Push(slot);
        }
    }

    /// <summary>No further attempt begins.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
        }
    }

    /// <summary>Every attempt that is written here is counted in its row.</summary>
    public void Delete()
    {
        Dispose();
        folder.Delete(path);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            _file?.Dispose();
            _file = null;
        }
    }

    /// <summary>Slots of nobody's, in ascending order.</summary>
    private IStorageFile Take(Span<int> slots)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(MosaicEngine));
            var file = _file ??= Create();
            for (var i = 0; i < slots.Length; i++)
            {
                if (_free.TryPop(out slots[i]))
                {
                    continue;
                }

                if (_slots == _room)
                {
                    file.Write((1L + _room) * SlotBytes, new byte[_room * SlotBytes]); // should it fail, slots are lost and nothing else
                    _room *= 2;
                }

                slots[i] = _slots++;
            }

            slots.Sort();
            return file;
        }
    }

    private IStorageFile Create()
    {
        var file = folder.Open(path, FileUse.Create);
        file.Write(0, new byte[(1 + SlotsAtFirst) * SlotBytes]);
        file.Write(0, Header());
        _room = SlotsAtFirst;
        return file;
    }

    private static void Write(Span<byte> slot, in LeftAttempt begun)
    {
        slot.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(slot[4..], begun.Attempt);
        JobKeys.Encode(begun.Job).CopyTo(slot[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(slot[24..], begun.Redrives);
        BinaryPrimitives.WriteUInt32LittleEndian(slot, Checksum.Of(slot[4..]));
    }

    private byte[] Header()
    {
        var slot = new byte[SlotBytes];
        BinaryPrimitives.WriteInt32LittleEndian(slot.AsSpan(4), Magic);
        storeId.TryWriteBytes(slot.AsSpan(8));
        BinaryPrimitives.WriteUInt32LittleEndian(slot, Checksum.Of(slot.AsSpan(4)));
        return slot;
    }
}
