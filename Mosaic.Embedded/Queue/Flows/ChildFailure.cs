namespace Mosaic;

/// <summary>What it means for a waiting parent that a child is a dead letter or cancelled.</summary>
public enum ChildFailure
{
    /// <summary>The parent is a dead letter too, without having run; its error names the child.</summary>
    FailParent,

    /// <summary>The child counts as ended; the parent sees its failure in <see cref="IJobQueue.GetChildrenAsync"/>.</summary>
    Ignore,

    /// <summary>The parent goes on waiting, until the child is redriven and completes.</summary>
    Wait,
}
