namespace Mosaic.Embedded.Tests.Documents.Filters;

public interface ILinqNamed
{
    string? Name { get; }

    string Secret { get; }
}
