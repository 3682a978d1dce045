namespace Mosaic.Samples;

/// <summary>How a QuickStart ended, and what it wrote.</summary>
internal sealed record QuickStartResult(int ExitCode, string Output, string Errors)
{
    /// <summary>The line that begins with this word; empty when there is none.</summary>
    public string Line(string word) =>
        Output.Split('\n').FirstOrDefault(line => line.StartsWith(word, StringComparison.Ordinal))?.TrimEnd() ?? "";

    /// <summary>Where the store is.</summary>
    public string Store => Line("Store")["Store  ".Length..].Split(" (")[0];
}
