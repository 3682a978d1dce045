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

        if (options.OrderingKey is not null)
        {
            throw new NotSupportedException("This version has no ordering keys.");
        }

        if (options.DeduplicationKey is not null)
        {
            throw new NotSupportedException("This version has no deduplication keys; EnqueueOptions.Id is unique.");
        }
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
