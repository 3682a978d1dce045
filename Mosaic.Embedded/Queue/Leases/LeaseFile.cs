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

    /// <summary>Makes the beginning of an attempt outlive the process.</summary>
    /// <returns>The slot, to be given back when the attempt has ended.</returns>
    public int Begin(LeftAttempt begun)
    {
        Span<byte> slot = stackalloc byte[SlotBytes];
        BinaryPrimitives.WriteInt32LittleEndian(slot[4..], begun.Attempt);
        JobKeys.Encode(begun.Job).CopyTo(slot[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(slot[24..], begun.Redrives);
        BinaryPrimitives.WriteUInt32LittleEndian(slot, Checksum.Of(slot[4..]));
        IStorageFile file;
        int number;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closed, typeof(MosaicEngine));
            file = _file ??= Create();
            if (!_free.TryPop(out number))
            {
                if (_slots == _room)
                {
                    file.Write((1L + _room) * SlotBytes, new byte[_room * SlotBytes]);
                    _room *= 2;
                }

                number = _slots++;
            }
        }

        file.Write((1L + number) * SlotBytes, slot);
        return number;
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

    private IStorageFile Create()
    {
        var file = folder.Open(path, FileUse.Create);
        file.Write(0, new byte[(1 + SlotsAtFirst) * SlotBytes]);
        file.Write(0, Header());
        _room = SlotsAtFirst;
        return file;
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
