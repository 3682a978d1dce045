using System.Diagnostics;
using Mosaic.Benchmarks.Notes;
using Mosaic.Benchmarks.Stores;

namespace Mosaic.Benchmarks.Children;

/// <summary>Does one thing as soon as it can.</summary>
internal static class StartChild
{
    private const string User = "ann";

    public static async Task RunAsync(string does, string folder, int insights)
    {
        if (does == "nothing")
        {
            Tell();
            return;
        }

        await using var store = await MosaicEngine.OpenAsync(MosaicStore.PathIn(folder));
        switch (does)
        {
            case "seed":
                await store.Memory.Insights.StoreManyAsync(Enumerable.Range(0, insights).Select(static number =>
                    new NewInsight { UserId = User, Content = $"{NoteSource.Create(NoteIds.At(number), number)}" }));
                break;
            case "document":
                await store.Documents.PutJsonAsync("notes", "1", """{"id":"1","text":"first"}"""u8.ToArray());
                Tell();
                break;
            case "job":
                await store.Queue.EnqueueAsync("work", "first");
                Tell();
                break;
            case "search":
                if ((await store.Memory.ForUser(User).SearchAsync("note")).Count == 0)
                {
                    throw new InvalidOperationException("The search found nothing.");
                }

                Tell();
                break;
        }
    }

    private static void Tell()
    {
        using var self = Process.GetCurrentProcess();
        ChildCommand.Tell("since-start", (DateTime.Now - self.StartTime).TotalMilliseconds);
    }
}
