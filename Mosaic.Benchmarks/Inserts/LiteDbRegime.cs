using Mosaic.Benchmarks.Reporting;

namespace Mosaic.Benchmarks.Inserts;

/// <summary>
/// Which of LiteDB's two regimes a run hit. Told apart by time: pages written (from the process's count of written bytes) times
/// the disk's time for an fsync after an append is what the run would have taken with one fsync for each page. A run that took
/// less than a third of that did not sync each page, and its commits returned before their pages were on the disk.
/// </summary>
internal static class LiteDbRegime
{
    public const string HowTold =
        "How it is told: written bytes of the process give the pages; pages times the disk's fsync time, probed before and after each run "
        + "(the shorter counts), is what syncing each of them would have taken. Under a third of that, they were not synced one by one. "
        + "LiteDB begins in the early regime and falls into the other at its first pause: \"with close\", which has the warm-up in it, can exceed inserts/s.";

    private const double PageBytes = 8192;
    private const double Early = 3;

    public static string Name(IReadOnlyCollection<InsertFigure> figures) => EarlyCount(figures) switch
    {
        0 => "fsync per page",
        var early when early == figures.Count => "returns early",
        _ => "both regimes",
    };

    public static string Describe(IReadOnlyCollection<InsertFigure> figures) =>
        $"{Name(figures)}: commits returned before their pages were synced in {EarlyCount(figures)} of {figures.Count} repetitions "
        + $"({Figures.Number(figures.Select(static it => it.BytesPerInsert / PageBytes).Median())} pages written per insert; "
        + $"syncing each would take {Figures.Number(figures.Select(Load).Median())} times as long as the run)";

    private static int EarlyCount(IReadOnlyCollection<InsertFigure> figures) => figures.Count(static figure => Load(figure) > Early);

    /// <summary>Seconds of sync that one second of the run would have needed.</summary>
    private static double Load(InsertFigure figure) => figure.PerSecond * figure.BytesPerInsert / PageBytes * figure.SyncSeconds;
}
