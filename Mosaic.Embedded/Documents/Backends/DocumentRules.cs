namespace Mosaic.Backends;

/// <summary>When a document may be written.</summary>
internal static class DocumentRules
{
    /// <exception cref="ConflictException">The document as it is does not allow the write.</exception>
    public static void Check(string collection, string id, StoredDocument? live, WriteOptions options)
    {
        var version = live?.Version ?? 0;
        if (options.ExpectedVersion is { } expected && expected != version)
        {
            throw Conflict(collection, id, live is null ? "is absent" : $"is at version {version}", $"version {expected} was expected");
        }

        if (options.ExpectedModifiedAt is { } modified && live?.ModifiedAt != modified)
        {
            throw Conflict(collection, id, "was deleted and is another one", "the one before was expected");
        }

        if (live is null && !options.Upsert && options.ExpectedVersion is null)
        {
            throw Conflict(collection, id, "is absent", "it was to be replaced");
        }
    }

    private static ConflictException Conflict(string collection, string id, string found, string wanted) =>
        new($"Document '{id}' of '{collection}' {found}, but {wanted}.")
        {
            Operation = "write",
            Target = $"{collection}/{id}",
            Hint = "Read it again and decide anew; WriteOptions.Upsert creates what is absent, ExpectedVersion 0 creates only that.",
        };
}
