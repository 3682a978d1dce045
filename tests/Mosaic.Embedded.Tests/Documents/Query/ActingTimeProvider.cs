namespace Mosaic.Embedded.Tests.Documents.Query;

/// <summary>The system's clock, with something that happens whenever it is asked for the time.</summary>
internal sealed class ActingTimeProvider : TimeProvider
{
    public Action? Asked { get; set; }

    public override DateTimeOffset GetUtcNow()
    {
        Asked?.Invoke();
        return base.GetUtcNow();
    }
}
