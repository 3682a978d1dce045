using Mosaic.Documents.Json;

namespace Mosaic.Queue;

/// <summary>The rules of names and options.</summary>
internal static class JobRules
{
    public const int NameBytesMax = 128;
    public const int IdBytesMax = 512;
    public const int AttemptsDefault = 5;
    private static readonly TimeSpan TimeoutMax = TimeSpan.FromDays(365);

    /// <summary>1 to 128 bytes of UTF-8 without control characters.</summary>
    public static void ValidateName(string name, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(name, parameter);
        ValidateText(name, NameBytesMax, parameter);
        foreach (var character in name)
        {
            if (char.IsControl(character))
            {
                throw new ArgumentException($"It holds the control character U+{(int)character:X4}.", parameter);
            }
        }
    }

    public static void ValidateId(string id, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(id, parameter);
        ValidateText(id, IdBytesMax, parameter);
    }

    public static void Validate(EnqueueOptions options)
    {
        if (options.Id is { } id)
        {
            ValidateId(id, nameof(options));
        }

        if (options.Delay is { } delay)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero, nameof(EnqueueOptions.Delay));
            if (options.RunAt is not null)
            {
                throw new ArgumentException("A job has a Delay or a RunAt, not both.", nameof(options));
            }
        }

        if (options.MaxAttempts is { } attempts)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(attempts, 1, nameof(EnqueueOptions.MaxAttempts));
        }

        ValidateKey(options.OrderingKey, nameof(EnqueueOptions.OrderingKey));
        ValidateKey(options.LimitKey, nameof(EnqueueOptions.LimitKey));
        ValidateKey(options.DeduplicationKey, nameof(EnqueueOptions.DeduplicationKey));
        if (options is { OrderingKey: not null, LimitKey: not null } or { OrderingKey: not null, LastInFirstOut: true })
        {
            throw new ArgumentException("A job with an OrderingKey has no LimitKey and is not LastInFirstOut.", nameof(options));
        }

        if (options.DeduplicationTtl is { } ttl)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ttl, TimeSpan.Zero, nameof(EnqueueOptions.DeduplicationTtl));
            if (options.DeduplicationKey is null)
            {
                throw new ArgumentException("A DeduplicationTtl needs a DeduplicationKey.", nameof(options));
            }
        }

        if (!Enum.IsDefined(options.DeduplicationPolicy))
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.DeduplicationPolicy, "No such policy.");
        }
    }

    public static void Validate(QueueOptions options)
    {
        AtLeast(options.MaxAttempts, 1, nameof(QueueOptions.MaxAttempts));
        AtLeast(options.Concurrency, 1, nameof(QueueOptions.Concurrency));
        AtLeast(options.KeyConcurrency, 1, nameof(QueueOptions.KeyConcurrency));
        AtLeast(options.CompletedMax, 0, nameof(QueueOptions.CompletedMax));
        AtLeast(options.CompletedBytes, 0, nameof(QueueOptions.CompletedBytes));
        AtLeast(options.CompletedAge?.Ticks, 0, nameof(QueueOptions.CompletedAge));
        AtLeast(options.DeadLetterMax, 0, nameof(QueueOptions.DeadLetterMax));
        AtLeast(options.DeadLetterBytes, 0, nameof(QueueOptions.DeadLetterBytes));
        AtLeast(options.DeadLetterAge?.Ticks, 0, nameof(QueueOptions.DeadLetterAge));
    }

    public static void Validate(DequeueOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.VisibilityTimeout, TimeSpan.Zero, nameof(DequeueOptions.VisibilityTimeout));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.VisibilityTimeout, TimeoutMax, nameof(DequeueOptions.VisibilityTimeout));
        if (options.Wait != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(options.Wait, TimeSpan.Zero, nameof(DequeueOptions.Wait));
        }
    }

    private static void ValidateKey(string? key, string parameter)
    {
        if (key is not null)
        {
            ValidateName(key, parameter);
        }
    }

    private static void AtLeast(long? value, long least, string parameter)
    {
        if (value is { } given)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(given, least, parameter);
        }
    }

    private static void ValidateText(string text, int bytesMax, string parameter)
    {
        if (!StrictUtf8.IsWellFormed(text))
        {
            throw new ArgumentException("It holds a surrogate without its partner, which UTF-8 cannot express.", parameter);
        }

        if (StrictUtf8.GetByteCount(text) is var length && length > bytesMax)
        {
            throw new ArgumentException($"It is {length} bytes long in UTF-8; the most is {bytesMax}.", parameter);
        }
    }
}
