namespace Mosaic;

/// <summary>A message as a subscriber receives it.</summary>
/// <param name="Channel">The channel's name.</param>
/// <param name="Content">The message's text.</param>
/// <param name="Cursor">The message's place in its channel; of one that is kept, what <see cref="SubscribeOptions.From"/> takes.</param>
/// <param name="At">When it was published.</param>
public sealed record ChannelMessage(string Channel, string Content, string Cursor, DateTimeOffset At);
