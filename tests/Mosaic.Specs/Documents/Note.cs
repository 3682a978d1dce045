namespace Mosaic.Specs;

/// <summary>The document of the specs.</summary>
public sealed record Note
{
    public string? Id { get; init; }

    public string? Title { get; init; }

    public int Rank { get; init; }

    public string? Kind { get; init; }

    public string[]? Tags { get; init; }
}
