using Mosaic.Benchmarks.Reporting;

namespace Mosaic.Benchmarks.Opening;

/// <summary>A state in which a store is found.</summary>
internal sealed record OpenCase(string Name, string Folder, long LastNumber)
{
    /// <summary>What each fresh process told.</summary>
    public List<Dictionary<string, double>> Figures { get; } = [];

    public double Median(string figure) => Figures.Select(it => it[figure]).Median();
}
