using Mosaic.Backends;

namespace Mosaic.Postgres.Documents;

/// <summary>What a write of a unit does to its document.</summary>
/// <param name="Write">The write.</param>
/// <param name="Before">The document before; null: it was absent, or had expired.</param>
/// <param name="After">The document after; null: it is deleted.</param>
internal readonly record struct WriteStep(DocumentWrite Write, StoredDocument? Before, StoredDocument? After);
