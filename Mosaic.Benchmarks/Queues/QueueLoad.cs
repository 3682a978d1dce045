namespace Mosaic.Benchmarks.Queues;

/// <summary>What callers do again and again.</summary>
/// <param name="Name">What it is called in the report.</param>
/// <param name="Callers">How many at a time, each awaiting its own.</param>
/// <param name="PerCall">Jobs of one unit.</param>
/// <param name="Processes">Takes and acknowledges jobs that are there; else enqueues them.</param>
internal sealed record QueueLoad(string Name, int Callers, int PerCall, bool Processes);
