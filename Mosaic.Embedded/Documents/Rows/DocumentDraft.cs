namespace Mosaic.Documents.Rows;

/// <summary>
/// A document's row as it is made before it waits for the write loop: the JSON stands in its place, and what the loop decides
/// is filled in front of it.
/// </summary>
/// <param name="json">The document's bytes; they are copied.</param>
internal readonly struct DocumentDraft(ReadOnlySpan<byte> json)
{
    private readonly byte[] _row = DocumentRow.Encode(0, default, 0, null, json);

    public ReadOnlyMemory<byte> Json => new DocumentRow(_row).Json;

    /// <summary>The finished row; without an expiry it is the draft itself, which is used once.</summary>
    public byte[] Finish(long version, DateTimeOffset modifiedAt, long sequence, DateTimeOffset? expiresAt)
    {
        if (expiresAt is not null)
        {
            return DocumentRow.Encode(version, modifiedAt, sequence, expiresAt, Json.Span);
        }

        DocumentRow.WriteHeader(_row, version, modifiedAt, sequence);
        return _row;
    }
}
