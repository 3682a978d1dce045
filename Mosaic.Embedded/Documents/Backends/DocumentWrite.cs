using Mosaic.Documents.Filters;
using Mosaic.Documents.Json;
using Mosaic.Documents.Rows;

namespace Mosaic.Backends;

/// <summary>
/// A write to one document, serialized and validated, that is still to be decided: by <see cref="Decide"/> from the document as it is
/// at that moment, or by a backend's own means where it does not <see cref="DependsOnDocument"/>.
/// </summary>
public sealed class DocumentWrite
{
    private static readonly WriteOptions Plain = new();

    private readonly ReadOnlyMemory<byte> _merge;
    private readonly JsonPatch? _patch;

    private DocumentWrite(DocumentWriteKind kind, string id, WriteOptions options, DocumentDraft draft = default, ReadOnlyMemory<byte> merge = default, JsonPatch? patch = null)
    {
        Kind = kind;
        Id = id;
        Options = options;
        Draft = draft;
        _merge = merge;
        _patch = patch;
    }

    /// <summary>What it does.</summary>
    public DocumentWriteKind Kind { get; }

    /// <summary>The document's id.</summary>
    public string Id { get; }

    /// <summary>Conditions and consequences.</summary>
    public WriteOptions Options { get; }

    /// <summary>The document is passed over unless it matches; null: whatever it is.</summary>
    public Filter? Filter { get; private init; }

    /// <summary>Whether <see cref="Decide"/> has to see the document; otherwise <see cref="Kind"/>, <see cref="Options"/> and <see cref="Json"/> say all.</summary>
    public bool DependsOnDocument => Kind == DocumentWriteKind.Change || Filter is not null || Options.ExpectedModifiedAt is not null || Options.KeepsExpiry;

    /// <summary>The whole document of a create, keep or put; empty otherwise.</summary>
    public ReadOnlyMemory<byte> Json => Kind <= DocumentWriteKind.Put ? Draft.Json : default;

    /// <summary>Which of how many documents of one call it is; null: the only one, or the call does not count them.</summary>
    internal (int Number, int Count)? Place { get; set; }

    /// <summary>The same as the row that the local engine makes of it.</summary>
    internal DocumentDraft Draft { get; }

    /// <summary>Creates a document.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="json">A valid document; it is copied.</param>
    public static DocumentWrite Create(string id, ReadOnlySpan<byte> json) => new(DocumentWriteKind.Create, id, Plain, new DocumentDraft(json));

    /// <summary>Writes a whole document.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="json">A valid document; it is copied.</param>
    /// <param name="options">Conditions and consequences.</param>
    public static DocumentWrite Put(string id, ReadOnlySpan<byte> json, WriteOptions options) => new(DocumentWriteKind.Put, id, options, new DocumentDraft(json));

    /// <summary>Patches a document: JSON Merge Patch.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="patch">A JSON object.</param>
    /// <param name="options">Conditions and consequences.</param>
    /// <param name="filter">The document is passed over unless it matches; null: whatever it is.</param>
    public static DocumentWrite Merge(string id, ReadOnlyMemory<byte> patch, WriteOptions options, Filter? filter = null) =>
        new(DocumentWriteKind.Change, id, options, merge: patch) { Filter = filter };

    /// <summary>Patches a document: JSON Patch.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="patch">The operations.</param>
    /// <param name="options">Conditions and consequences.</param>
    public static DocumentWrite Patch(string id, JsonPatch patch, WriteOptions options) => new(DocumentWriteKind.Change, id, options, patch: patch);

    /// <summary>Deletes a document.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="filter">The document is passed over unless it matches; null: whatever it is.</param>
    public static DocumentWrite Delete(string id, Filter? filter = null) => new(DocumentWriteKind.Delete, id, Plain) { Filter = filter };

    /// <summary>From JSON that is to be kept as it is.</summary>
    /// <exception cref="InvalidDocumentException">It is no document, or names another id.</exception>
    internal static DocumentWrite FromJson(DocumentWriteKind kind, string collection, string id, ReadOnlyMemory<byte> utf8Json, WriteOptions options)
    {
        DocumentId.Validate(id);
        var draft = new DocumentDraft(utf8Json.Span); // checks the draft's own bytes: the caller's may change under it
        JsonText.Validate(draft.Json.Span);
        DocumentContent.RequireNoOtherId(draft.Json.Span, id, collection);
        return new DocumentWrite(kind, id, options, draft);
    }

    /// <summary>Decides, by the document as it is.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="live">The document; null: it is absent, or has expired.</param>
    /// <returns>null: nothing is to be done.</returns>
    /// <exception cref="DuplicateKeyException">The id is taken.</exception>
    /// <exception cref="ConflictException">The document as it is does not allow the write.</exception>
    /// <exception cref="InvalidDocumentException">What a patch makes is no document.</exception>
    public DocumentDecision? Decide(string collection, StoredDocument? live)
    {
        if (Filter is not null && (live is not { } candidate || !FilterEvaluator.Matches(Filter, candidate.Json.Span)))
        {
            return null;
        }

        switch (Kind)
        {
            case DocumentWriteKind.Create when live is not null:
                throw Taken(collection);
            case DocumentWriteKind.Keep when live is not null:
            case DocumentWriteKind.Delete when live is null:
                return null;
            case DocumentWriteKind.Create or DocumentWriteKind.Keep:
                return new DocumentDecision(Draft.Json, null);
            case DocumentWriteKind.Put:
                Check(collection, live);
                return new DocumentDecision(Draft.Json, Options.ExpiresAt ?? (Options.KeepsExpiry ? live?.ExpiresAt : null));
            case DocumentWriteKind.Delete:
                return default(DocumentDecision);
            default:
                return Change(collection, live);
        }
    }

    /// <summary>The error of a create whose id is taken.</summary>
    /// <param name="collection">The collection.</param>
    public DuplicateKeyException Taken(string collection) => OfMany(new DuplicateKeyException($"'{collection}' already has a document '{Id}'.")
    {
        Operation = "create",
        Target = $"{collection}/{Id}",
        Hint = "Use PutAsync with Upsert to replace it.",
    });

    /// <summary>An error of this write, with its place among those that the caller gave.</summary>
    /// <param name="exception">The error.</param>
    public DuplicateKeyException OfMany(DuplicateKeyException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return Place is not (var number, > 1 and var count) ? exception
            : new DuplicateKeyException($"{exception.Message} It is document {number} of the {count} to create; none was created.", exception)
            {
                Operation = exception.Operation,
                Target = exception.Target,
                Hint = exception.Hint,
            };
    }

    /// <summary>Tells of the <see cref="Options"/> that the document as it is does not meet.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="live">The document; null: it is absent, or has expired.</param>
    /// <exception cref="ConflictException">There is one.</exception>
    public void Check(string collection, StoredDocument? live) => DocumentRules.Check(collection, Id, live, Options);

    private DocumentDecision? Change(string collection, StoredDocument? live)
    {
        if (live is null && !Options.Upsert && Options.ExpectedVersion is null)
        {
            return null;
        }

        Check(collection, live);
        var json = live is { } old ? Apply(old.Json.Span) : JsonDocumentEditor.WithId(Apply("{}"u8), Id);
        JsonText.Validate(json);
        DocumentContent.RequireId(json, Id, collection, keepsIdOf: live?.Json ?? default);
        return new DocumentDecision(json, Options.ExpiresAt ?? live?.ExpiresAt);
    }

    private byte[] Apply(ReadOnlySpan<byte> json) => _patch is null ? MergePatch.Apply(json, _merge.Span) : _patch.Apply(json);
}
