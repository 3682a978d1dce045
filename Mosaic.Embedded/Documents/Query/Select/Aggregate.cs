namespace Mosaic.Documents.Query.Select;

internal enum Aggregate : byte
{
    Count,
    Sum,
    Average,
    Min,
    Max,
}
