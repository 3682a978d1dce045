namespace Mosaic.Channels;

/// <summary>A message that a transaction publishes with its commit.</summary>
internal sealed class PendingMessage(string channel, string content)
{
    public string Channel => channel;

    public string Content => content;

    /// <summary>Whether it was kept with the commit, and so handed on.</summary>
    public bool IsKept { get; set; }

    /// <summary>What the publisher is to wait for, once it was handed on.</summary>
    public Task Delivered { get; set; } = Task.CompletedTask;
}
