namespace Mosaic.Postgres.Queue;

/// <summary>A valid job that the server has not seen.</summary>
/// <param name="Queue">The queue's name.</param>
/// <param name="Type">What kind of work it is.</param>
/// <param name="Data">JSON; null: none.</param>
/// <param name="Options">How it is enqueued.</param>
internal sealed record JobDraft(string Queue, string Type, byte[]? Data, EnqueueOptions Options)
{
    /// <summary>A number drawn before; null: the enqueueing draws one.</summary>
    public long? Number { get; init; }

    /// <summary>Whether it concerns no other row.</summary>
    public bool IsPlain => Options is { OrderingKey: null, LimitKey: null, DeduplicationKey: null };
}
