namespace Mosaic.Queue.Schedules;

/// <summary>The runs of one schedule that are due.</summary>
/// <param name="Bytes">The row that this was made of.</param>
/// <param name="Row">The same, decoded.</param>
/// <param name="Times">When, in order; none: they are left out.</param>
/// <param name="Next">The run after them; null: never.</param>
internal sealed record ScheduleRun(byte[] Bytes, ScheduleRow Row, IReadOnlyList<DateTimeOffset> Times, DateTimeOffset? Next)
{
    public ScheduleRun FirstHalf() => Times.Count < 2 ? this : this with { Times = [.. Times.Take(Times.Count / 2)], Next = Times[Times.Count / 2] };
}
