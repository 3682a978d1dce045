using Mosaic.Documents.Rows;

namespace Mosaic.Documents.Query;

internal readonly record struct FoundDocument(string Id, DocumentRow Row);
