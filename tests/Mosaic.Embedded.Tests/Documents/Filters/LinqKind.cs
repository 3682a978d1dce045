namespace Mosaic.Embedded.Tests.Documents.Filters;

/// <summary>Names in another order than their numbers.</summary>
public enum LinqKind
{
    Zeta,
    Alpha,
    Mid,
}
