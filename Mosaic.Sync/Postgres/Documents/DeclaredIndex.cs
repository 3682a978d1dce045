using Mosaic.Backends;

namespace Mosaic.Postgres.Documents;

/// <param name="Id">Its number in the tables of entries.</param>
/// <param name="Index">What it holds.</param>
/// <param name="Ready">It covers the collection, so that searches may use it; until then writers keep it, and it is built.</param>
internal sealed record DeclaredIndex(long Id, DocumentIndex Index, bool Ready);
