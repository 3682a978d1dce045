namespace Mosaic.Queue.Rows;

/// <summary>The first two bytes of a job's row: what it is, and which optional parts follow.</summary>
[Flags]
internal enum JobRowFlags : ushort
{
    None = 0,
    ChosenId = 1,
    Running = 2,
    HoldsSlot = 4,
    OrderingKey = 8,
    LimitKey = 16,
    Deduplicated = 32,
    Child = 64,
    Parent = 128,
    Retry = 256,
    Attempts = 512,
    Notes = 1024,
    Redriven = 2048,
}
