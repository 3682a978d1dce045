using System.Buffers.Binary;

namespace Mosaic.Storage.Blocks;

/// <summary>
/// Rows in key order, packed into the value of one LiteDB document, sized to fill one LiteDB page: a byte that tells the
/// width of offsets (2 or 4), the count, the offset of each row, then the rows: key length, key, value.
/// </summary>
internal readonly struct Block
{
    /// <summary>The bytes of rows and offsets that still fit, with the lower bound as id, into one LiteDB page.</summary>
    public const int TargetBytes = 7900;

    private const int Fixed = 5;
    private readonly ReadOnlyMemory<byte> _bytes;

    public Block(ReadOnlyMemory<byte> bytes)
    {
        _bytes = bytes;
        if (bytes.Length < Fixed || bytes.Span[0] is not (2 or 4) || Count < 0 || Fixed + ((long)Count * Width) > bytes.Length)
        {
            throw Damaged();
        }
    }

    public int Count => BinaryPrimitives.ReadInt32LittleEndian(_bytes.Span[1..]);

    public int Bytes => _bytes.Length;

    private int Width => _bytes.Span[0];

    public static int RowBytes(int keyLength, int valueLength) => sizeof(ushort) + sizeof(ushort) + keyLength + valueLength;

    public static byte[] Pack(ReadOnlySpan<BlockRow> rows)
    {
        var size = Fixed;
        foreach (var row in rows)
        {
            size += sizeof(ushort) + row.Key.Length + row.Value.Length;
        }

        var width = size + (rows.Length * sizeof(ushort)) <= ushort.MaxValue ? sizeof(ushort) : sizeof(int);
        var bytes = new byte[size + (rows.Length * width)];
        bytes[0] = (byte)width;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(1), rows.Length);
        var at = Fixed + (rows.Length * width);
        for (var i = 0; i < rows.Length; i++)
        {
            var slot = bytes.AsSpan(Fixed + (i * width));
            if (width == sizeof(ushort))
            {
                BinaryPrimitives.WriteUInt16LittleEndian(slot, (ushort)at);
            }
            else
            {
                BinaryPrimitives.WriteInt32LittleEndian(slot, at);
            }

            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at), (ushort)rows[i].Key.Length);
            at += sizeof(ushort);
            rows[i].Key.Span.CopyTo(bytes.AsSpan(at));
            at += rows[i].Key.Length;
            rows[i].Value.Span.CopyTo(bytes.AsSpan(at));
            at += rows[i].Value.Length;
        }

        return bytes;
    }

    public BlockRow this[int index]
    {
        get
        {
            var start = Offset(index);
            var end = index + 1 < Count ? Offset(index + 1) : _bytes.Length;
            if (start < Fixed || end > _bytes.Length || start + sizeof(ushort) > end)
            {
                throw Damaged();
            }

            var keyLength = BinaryPrimitives.ReadUInt16LittleEndian(_bytes.Span[start..]);
            var valueStart = start + sizeof(ushort) + keyLength;
            if (valueStart > end)
            {
                throw Damaged();
            }

            return new BlockRow(_bytes.Slice(start + sizeof(ushort), keyLength), _bytes[valueStart..end]);
        }
    }

    /// <summary>Index of the first row whose key is not less than <paramref name="key"/>.</summary>
    public int LowerBound(ReadOnlySpan<byte> key)
    {
        int low = 0, high = Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (this[middle].Key.Span.SequenceCompareTo(key) < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private int Offset(int index)
    {
        var slot = _bytes.Span[(Fixed + (index * Width))..];
        return Width == sizeof(ushort) ? BinaryPrimitives.ReadUInt16LittleEndian(slot) : BinaryPrimitives.ReadInt32LittleEndian(slot);
    }

    private static StoreCorruptException Damaged() => new("A block of rows is damaged.")
    {
        Operation = "read",
        Hint = "Restore the store from a backup; CheckAsync lists the damage.",
    };
}
