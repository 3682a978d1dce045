using Mosaic;

await using var store = await MosaicEngine.OpenAsync(Path.Combine(Path.GetTempPath(), "agent.mosaic"));
var ann = store.Memory.ForUser("ann"); // sees and writes what is Ann's, and nothing else

// What she prefers, and what is so where she has not said.
await ann.Preferences.SetAsync("ann", "answers", "short", category: "style");
var language = await ann.Preferences.GetOrDefaultAsync("ann", "language", "English");

// What was said, and what the agent makes of it: of what kind, from which turn, for how long.
var turn = await ann.Sessions.AppendAsync(new SessionTurn
{
    SessionId = "monday", UserId = "ann", Speaker = "Ann", Content = "My kitten is called Miso. She is at the vet today.",
});
await ann.Insights.StoreAsync(new NewInsight { UserId = "ann", Content = "The kitten is ill.", ExpiresAt = DateTimeOffset.UtcNow.AddDays(7) });
var fact = await ann.Insights.StoreAsync(new NewInsight
{
    UserId = "ann", Content = "Ann has a kitten, Miso.", Category = InsightCategory.Fact, Source = InsightSource.User, Provenance = [turn],
});

// What is newer takes its place: searches do not find the old one any more.
await ann.Insights.StoreAsync(new NewInsight { UserId = "ann", Content = "Ann has two kittens, Miso and Tofu.", Supersedes = fact.Id });

// What belongs into the prompt, misspelled or not; the filter can name session, speaker, category, times, phrases and more.
foreach (var hit in await ann.SearchAsync("what did I say today about my kiten?", 3, new SearchFilter { Fuzzy = true }))
    Console.WriteLine($"{hit.Kind} of {hit.Speaker ?? "the agent"}: {hit.Mark("*", "*")}");

// The sessions of the last day, the latest first.
await foreach (var session in ann.Sessions.GetSinceAsync(DateTimeOffset.UtcNow.AddDays(-1)))
    Console.WriteLine($"{session.SessionId}: {session.Turns} turn, in {language}");

var forgotten = await ann.ForgetUserAsync("ann"); // all of it; NotReached names where copies may still be
Console.WriteLine($"Forgot {forgotten.Preferences} preference, {forgotten.Insights} insights and {forgotten.Turns} turn.");
