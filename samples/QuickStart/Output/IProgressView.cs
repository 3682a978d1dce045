using QuickStart.Indexing;

namespace QuickStart.Output;

/// <summary>Shows how far the workers are.</summary>
internal interface IProgressView
{
    Task ShowAsync(Tally tally, Func<Task> work);
}
