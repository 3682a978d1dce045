using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Npgsql;

namespace Mosaic.Postgres.Documents;

/// <summary>Sends rows by <c>COPY … FROM STDIN (FORMAT binary)</c>, many in one write: as the PostgreSQL manual has it (COPY, Binary Format).</summary>
/// <remarks>Npgsql's importer awaits each value, which takes the client longer than the server needs for a row.</remarks>
internal sealed class BinaryCopy : IAsyncDisposable
{
    private const int WriteFrom = 128 << 10;
    private const byte JsonbVersion = 1;

    private static readonly byte[] Signature = [.. "PGCOPY\n"u8, 0xFF, .. "\r\n\0"u8];
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);
    private static readonly DateTime Epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly NpgsqlRawCopyStream _stream;
    private readonly ArrayBufferWriter<byte> _rows = new(WriteFrom + (64 << 10));
    private bool _completed;

    private BinaryCopy(NpgsqlRawCopyStream stream)
    {
        _stream = stream;
        _rows.Write(Signature);
        WriteInt32(0);
        WriteInt32(0);
    }

    public static async ValueTask<BinaryCopy> BeginAsync(NpgsqlConnection connection, string sql) =>
        new(await connection.BeginRawBinaryCopyAsync(sql).ConfigureAwait(false));

    /// <summary>Begins a row; sends those before it when they are enough.</summary>
    public ValueTask RowAsync(short columns)
    {
        if (_rows.WrittenCount >= WriteFrom)
        {
            return SendAndBeginAsync(columns);
        }

        WriteInt16(columns);
        return ValueTask.CompletedTask;
    }

    public void Write(long value)
    {
        WriteInt32(sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(_rows.GetSpan(sizeof(long)), value);
        _rows.Advance(sizeof(long));
    }

    /// <summary>A timestamptz, to the microsecond.</summary>
    public void Write(DateTimeOffset value) => Write((value.UtcDateTime - Epoch).Ticks / TimeSpan.TicksPerMicrosecond);

    /// <summary>A bytea.</summary>
    public void Write(ReadOnlySpan<byte> value)
    {
        WriteInt32(value.Length);
        _rows.Write(value);
    }

    public void Write(string value)
    {
        var bytes = Utf8.GetByteCount(value);
        WriteInt32(bytes);
        _rows.Advance(Utf8.GetBytes(value, _rows.GetSpan(bytes)));
    }

    public void WriteJsonb(ReadOnlySpan<byte> utf8Json)
    {
        WriteInt32(utf8Json.Length + 1);
        _rows.Write([JsonbVersion]);
        _rows.Write(utf8Json);
    }

    public void WriteNull() => WriteInt32(-1);

    /// <summary>Sends the rest, and ends the statement.</summary>
    public async ValueTask CompleteAsync()
    {
        WriteInt16(-1);
        await SendAsync().ConfigureAwait(false);
        await _stream.DisposeAsync().ConfigureAwait(false);
        _completed = true;
    }

    /// <summary>Without <see cref="CompleteAsync"/> before, the statement fails, and with it its transaction.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_completed)
        {
            try
            {
                await _stream.CancelAsync().ConfigureAwait(false);
            }
            catch (ObjectDisposedException)
            {
                // The connection broke, and whoever wrote to it was told with what: that is not to be hidden.
            }

            await _stream.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask SendAndBeginAsync(short columns)
    {
        await SendAsync().ConfigureAwait(false);
        WriteInt16(columns);
    }

    private async ValueTask SendAsync()
    {
        await _stream.WriteAsync(_rows.WrittenMemory).ConfigureAwait(false);
        _rows.ResetWrittenCount();
    }

    private void WriteInt16(short value)
    {
        BinaryPrimitives.WriteInt16BigEndian(_rows.GetSpan(sizeof(short)), value);
        _rows.Advance(sizeof(short));
    }

    private void WriteInt32(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(_rows.GetSpan(sizeof(int)), value);
        _rows.Advance(sizeof(int));
    }
}
