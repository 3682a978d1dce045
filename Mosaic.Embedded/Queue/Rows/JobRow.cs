namespace Mosaic.Backends;

/// <summary>A job as its row holds it.</summary>
public sealed record JobRow
{
    /// <summary>What kind of work it is.</summary>
    public required string Type { get; init; }

    /// <summary>The id that the application chose.</summary>
    /// <value>null: the id is made of the key.</value>
    public string? ChosenId { get; init; }

    /// <summary>Counts the changes of this job.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Attempts that began and are recorded; one that runs may not be yet.</summary>
    public int Attempts { get; init; }

    /// <summary>Whether the last of <see cref="Attempts"/> had not ended when the row was written.</summary>
    public bool IsRunning { get; init; }

    /// <summary>How often it began anew: attempts count from 1 each time.</summary>
    public int Redrives { get; init; }

    /// <summary>After so many failed attempts it is a dead letter.</summary>
    public required int AttemptsMax { get; init; }

    /// <summary>When it was enqueued, UTC.</summary>
    public required long CreatedTicks { get; init; }

    /// <summary>The earliest time of its next attempt, UTC.</summary>
    public required long RunAtTicks { get; init; }

    /// <summary>When it ended, UTC.</summary>
    /// <value>0: not ended.</value>
    public long EndedTicks { get; init; }

    /// <summary>What was enqueued, as JSON; null: the job carries none.</summary>
    public ReadOnlyMemory<byte>? Data { get; init; }

    /// <summary>What it was acknowledged with, as JSON; null: none.</summary>
    public ReadOnlyMemory<byte>? Result { get; init; }

    /// <summary>What the last failed attempt reported.</summary>
    public string? Error { get; init; }

    /// <summary>What <see cref="Key"/> means.</summary>
    public KeyKind KeyKind { get; init; }

    /// <summary>The ordering or limit key, as <see cref="KeyKind"/> says.</summary>
    public string? Key { get; init; }

    /// <summary>Whether it takes one of its key's slots.</summary>
    public bool HoldsSlot { get; init; }

    /// <summary>Keeps others out; see <see cref="EnqueueOptions.DeduplicationKey"/>.</summary>
    public string? DeduplicationKey { get; init; }

    /// <summary>How long it waits after a failure.</summary>
    /// <value>null: the queue's.</value>
    public RetryPolicy? Retry { get; init; }

    /// <summary>The job that waits for it.</summary>
    /// <value>null: nobody waits for it.</value>
    public ParentLink? Parent { get; init; }

    /// <summary>Whether it has, or had, children to wait for.</summary>
    public bool IsParent { get; init; }

    /// <summary>Whether rows tell of failed attempts.</summary>
    public bool HasAttempts { get; init; }

    /// <summary>Whether a row tells of its progress, or log lines.</summary>
    public bool HasNotes { get; init; }
}
