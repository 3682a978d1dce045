using System.Globalization;
using Mosaic.Documents.Json;
using Mosaic.Queue;

namespace Mosaic.Backends;

/// <summary>What channels of every backend accept and how much they keep.</summary>
public static class ChannelRules
{
    /// <summary>The most messages that a channel keeps for durable subscriptions.</summary>
    public const int MessagesMax = 100_000;

    private const int MessageBytesMax = 16_000_000;

    /// <summary>How long a channel keeps a message for durable subscriptions.</summary>
    public static TimeSpan AgeMax { get; } = TimeSpan.FromDays(7);

    /// <summary>How often what need not be kept is let go.</summary>
    public static TimeSpan TrimPeriod { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Checks the name of a channel or a subscription.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static void ValidateName(string name, string parameter) => JobRules.ValidateName(name, parameter);

    /// <summary>Checks what is published.</summary>
    /// <exception cref="ArgumentException">It cannot be.</exception>
    public static void Validate(string channel, string message)
    {
        JobRules.ValidateName(channel, nameof(channel));
        ArgumentNullException.ThrowIfNull(message);
        if (!StrictUtf8.IsWellFormed(message) || StrictUtf8.GetByteCount(message) > MessageBytesMax)
        {
            throw new ArgumentException($"A message is well-formed and at most {MessageBytesMax} bytes of UTF-8.", nameof(message));
        }
    }

    /// <summary>Checks how a channel is subscribed to.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static void Validate(SubscribeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Capacity, 1, nameof(SubscribeOptions.Capacity));
        if (!Enum.IsDefined(options.Overflow))
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.Overflow, "No such policy.");
        }

        if (options.Name is { } name)
        {
            JobRules.ValidateName(name, nameof(SubscribeOptions.Name));
        }
        else if (options.From is not null)
        {
            throw new ArgumentException("Only a durable subscription, which has a Name, goes on From somewhere.", nameof(options));
        }
    }

    /// <summary>The number that a cursor's text stands for.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static long ParseCursor(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new ArgumentException("This is not a cursor of a channel.", nameof(text));

    /// <summary>The error for a durable subscription that has a handler.</summary>
    public static InvalidOperationException HasHandler(string channel, string name) =>
        new($"The durable subscription '{name}' of channel '{channel}' has a handler, here or in another process that has the store open.");

    /// <summary>The error for a cursor that no message of the channel can have yet.</summary>
    public static ArgumentException NotYet() => new("This is not a cursor of this channel: no message has come so far.", "cursor");

    /// <summary>The error for a cursor behind which messages were let go.</summary>
    public static FeedTrimmedException Trimmed(string channel, string name) => new("What follows the cursor is not kept any more.")
    {
        Operation = "subscribe",
        Target = $"{channel}/{name}",
        Hint = "Subscribe without a cursor, and read anew what the messages would have told.",
    };
}
