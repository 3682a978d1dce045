namespace Mosaic.Benchmarks.Starting;

/// <summary>What a process does first.</summary>
internal sealed record StartCase(string Name, string Does, double? MillisecondsMax)
{
    /// <summary>What each fresh process told.</summary>
    public List<Dictionary<string, double>> Figures { get; } = [];

    /// <summary>The same of the program published with ReadyToRun.</summary>
    public List<Dictionary<string, double>> PublishedFigures { get; } = [];
}
