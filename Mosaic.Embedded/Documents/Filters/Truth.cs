namespace Mosaic.Documents.Filters;

/// <summary>The three values of a filter's logic, ordered so that And is the least and Or the greatest.</summary>
internal enum Truth : byte
{
    False,
    Unknown,
    True,
}
