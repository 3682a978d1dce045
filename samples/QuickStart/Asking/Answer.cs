namespace QuickStart.Asking;

/// <summary>A place in a file that answers a question.</summary>
/// <param name="Line">The first line that is shown, from 1.</param>
/// <param name="Lines">Lines of the file.</param>
internal sealed record Answer(string Path, int Line, double Score, IReadOnlyList<MarkedLine> Lines);
