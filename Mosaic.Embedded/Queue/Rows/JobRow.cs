namespace Mosaic.Queue.Rows;

/// <summary>A job as its row holds it; see <see cref="JobRowCodec"/> for the bytes.</summary>
internal sealed record JobRow
{
    public required string Type { get; init; }

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

    public required int AttemptsMax { get; init; }

    public required long CreatedTicks { get; init; }

    public required long RunAtTicks { get; init; }

    /// <value>0: not ended.</value>
    public long EndedTicks { get; init; }

    /// <summary>JSON; null: the job carries none.</summary>
    public ReadOnlyMemory<byte>? Data { get; init; }

    /// <summary>JSON; null: none.</summary>
    public ReadOnlyMemory<byte>? Result { get; init; }

    public string? Error { get; init; }

    public KeyKind KeyKind { get; init; }

    /// <summary>The ordering or limit key, as <see cref="KeyKind"/> says.</summary>
    public string? Key { get; init; }

    /// <summary>Whether it takes one of its key's slots.</summary>
    public bool HoldsSlot { get; init; }

    public string? DeduplicationKey { get; init; }

    /// <value>null: the queue's.</value>
    public RetryPolicy? Retry { get; init; }

    /// <value>null: nobody waits for it.</value>
    public ParentLink? Parent { get; init; }

    /// <summary>Whether it has, or had, children to wait for.</summary>
    public bool IsParent { get; init; }

    /// <summary>Whether rows tell of failed attempts.</summary>
    public bool HasAttempts { get; init; }

    /// <summary>Whether a row tells of its progress, or log lines.</summary>
    public bool HasNotes { get; init; }
}
