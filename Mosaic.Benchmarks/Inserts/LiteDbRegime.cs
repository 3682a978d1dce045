using Mosaic.Benchmarks.Machine;
using Mosaic.Benchmarks.Reporting;

namespace Mosaic.Benchmarks.Inserts;

/// <summary>
/// Which of LiteDB's two regimes a run hit. Told apart by time: pages written (from the process's count of written bytes) times
/// the disk's time for an fsync after an append is what the run would have taken with one fsync for each page. A run that took
/// less than a third of that did not sync each page, and its commits returned before their pages were on the disk.
/// </summary>
internal static class LiteDbRegime
{
    private const double PageBytes = 8192;
    private const double Early = 3;

    public static bool ReturnsEarly(InsertFigure figure, DiskProbe disk) => Load(figure, disk) > Early;

    public static string Describe(IReadOnlyCollection<InsertFigure> figures, DiskProbe disk)
    {
        var early = figures.Count(figure => ReturnsEarly(figure, disk));
        var load = figures.Select(figure => Load(figure, disk)).Median();
        var pages = figures.Select(static figure => figure.BytesPerInsert / PageBytes).Median();
        var regime = early == 0 ? "one fsync per page"
            : early == figures.Count ? "commits return before their pages are synced"
            : $"commits returned early in {early} of {figures.Count} repetitions, one fsync per page in the others";
        return $"{regime} ({Figures.Number(pages)} pages written per insert; syncing each would take {Figures.Number(load)} times as long as the run)";
    }

    /// <summary>Seconds of sync that one second of the run would have needed.</summary>
    private static double Load(InsertFigure figure, DiskProbe disk) => figure.PerSecond * figure.BytesPerInsert / PageBytes * disk.Append;
}
