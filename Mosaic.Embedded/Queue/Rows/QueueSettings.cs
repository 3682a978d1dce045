namespace Mosaic.Queue.Rows;

/// <summary>What is set of a queue; JSON in its row.</summary>
internal sealed record QueueSettings(bool Paused, QueueOptions Options)
{
    public static readonly QueueSettings Default = new(false, new QueueOptions());
}
