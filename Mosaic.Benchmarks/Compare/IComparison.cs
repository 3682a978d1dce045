using Mosaic.Benchmarks.Reporting;

namespace Mosaic.Benchmarks.Compare;

/// <summary>Sides measured in one run, interleaved within each repetition.</summary>
internal interface IComparison
{
    /// <summary>As <c>--only</c> names it, and the file of its results.</summary>
    string Name { get; }

    string Title { get; }

    Task RunAsync(CompareContext context, Report report);
}
