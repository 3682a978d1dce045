using Mosaic;

await using var store = await MosaicEngine.OpenAsync(Path.Combine(Path.GetTempPath(), "minimal.mosaic"));
var notes = store.Documents;

// Acknowledged means on stable storage: this survives a power cut the moment the await returns.
var note = await notes.CreateAsync("notes", new Note(null, "Buy oats", ["shop", "food"], 2));
await notes.UpdateAsync<Note>("notes", note.Id!, new { priority = 3 });

// Several documents change together or not at all; conflicting transactions are run again.
await store.TransactAsync(async (tx, token) =>
{
    var done = await tx.Documents.UpdateAsync<Note>("notes", note.Id!, new { text = "Bought oats" }, token);
    await tx.Documents.CreateAsync("history", new { note = done!.Id, what = "bought" }, token);
});

await foreach (var found in notes.FindAsync<Note>("notes", Filter.Contains("tags", "food") & Filter.Gte("priority", 3)))
    Console.WriteLine($"{found.Text} ({string.Join(", ", found.Tags)})");

sealed record Note(string? Id, string Text, string[] Tags, int Priority);
