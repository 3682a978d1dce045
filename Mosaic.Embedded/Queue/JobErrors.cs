namespace Mosaic.Backends;

/// <summary>What a queue says when something went wrong.</summary>
public static class JobErrors
{
    /// <summary>The error of an attempt whose process ended.</summary>
    public const string EndedWithProcess = "The process that ran this job ended before it acknowledged.";

    /// <summary>The error of an attempt whose lease expired.</summary>
    public const string Expired = "The lease expired before the job was acknowledged.";

    /// <summary>A lease is not live any more.</summary>
    /// <param name="job">The job's id.</param>
    /// <returns>What to throw.</returns>
    public static LeaseLostException Lost(string? job) =>
        new($"The lease of job '{job}' is lost: it expired, the job has ended or was cancelled, or it is of another store or process.")
        {
            Operation = "acknowledge",
            Target = job,
            Hint = "The job runs again, has run, or was acknowledged or cancelled already. Renew leases in time, with RenewAsync, or ask for a longer VisibilityTimeout.",
        };

    /// <summary>An id is taken.</summary>
    /// <param name="queue">The queue of the job that was to have it.</param>
    /// <param name="id">The id.</param>
    /// <returns>What to throw.</returns>
    public static DuplicateKeyException Duplicate(string queue, string id) => new($"There is a job '{id}' already.")
    {
        Operation = "enqueue",
        Target = $"{queue}/{id}",
        Hint = "The id of a job is free again when the job is no longer kept.",
    };

    /// <summary>The error of a parent whose child failed for good.</summary>
    /// <param name="child">The child's id.</param>
    /// <param name="step">How it ended.</param>
    /// <returns>The error's text.</returns>
    public static string ChildFailed(string child, JobStep step) =>
        $"Its child '{child}' {(step.Place == JobPlace.Dead ? "failed" : "was withdrawn")}: {step.Row.Error}";

    /// <summary>A chosen id looks like one that the store made.</summary>
    /// <param name="parameter">Which parameter it is in.</param>
    /// <returns>What to throw.</returns>
    public static ArgumentException OwnForm(string parameter) => new("It has the form of the ids that this store makes itself.", parameter);

    /// <summary>The cursor of a list is none.</summary>
    /// <param name="parameter">Which parameter it is.</param>
    /// <returns>What to throw.</returns>
    public static ArgumentException NoPage(string parameter) => new("This is not where a page of this list ended.", parameter);
}
