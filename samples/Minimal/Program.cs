using Mosaic;

await using var store = await MosaicEngine.OpenAsync(Path.Combine(Path.GetTempPath(), "minimal.mosaic"));

// Acknowledged means on stable storage: this job survives a power cut the moment the await returns.
await store.Queue.EnqueueAsync("inbox", "remember", new Note("Shopping", "Oats, milk and two lemons for Sunday's cake"));

// A worker holds a job under a lease; if the worker dies, the job comes back.
var lease = await store.Queue.DequeueAsync("inbox", new DequeueOptions { Wait = TimeSpan.FromSeconds(5) });
var note = lease!.Job.GetData<Note>()!;

// The document, the memory and the job's end are one commit: all of it happened, or nothing did.
await store.TransactAsync(async (unit, token) =>
{
    await unit.Documents.CreateAsync("notes", note, token);
    await unit.Memory.StoreInsightAsync(new NewInsight { UserId = "ann", Content = note.Text }, token);
    await unit.Queue.AckAsync(lease, token);
});

// Ranked by keywords, and only what is Ann's.
foreach (var hit in await store.Memory.ForUser("ann").SearchAsync("what do I need for the cake?"))
    Console.WriteLine(hit.Content);

sealed record Note(string Title, string Text);
