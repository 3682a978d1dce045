namespace Mosaic.Documents.Filters;

internal enum ComparisonOperator : byte
{
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}
