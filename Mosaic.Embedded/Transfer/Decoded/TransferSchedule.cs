namespace Mosaic.Backends;

/// <summary>A schedule.</summary>
/// <param name="Row">What was put, and where it is.</param>
public sealed record TransferSchedule(ScheduleRow Row) : TransferRow;
