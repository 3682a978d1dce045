using System.Runtime.Versioning;
using System.Text.Json;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Configuration;

public sealed class MosaicFactoryTests : ConfigurationFixture
{
    [Test]
    public async Task A_local_store_of_a_file_keeps_what_was_written_when_it_is_opened_again()
    {
        WriteFile("""{ "local": { "path": "store/notes.mosaic" } }""");
        string job;
        await using (var store = await MosaicFactory.OpenAsync(MosaicConfiguration.Load()))
        {
            Assert.That(store.Tier, Is.EqualTo(MosaicTier.Local));
            await store.Documents.CreateAsync("notes", "1", new Note("kept"));
            job = await store.Queue.EnqueueAsync("mail", "send");
        }

        await using var again = await MosaicFactory.OpenAsync(MosaicConfiguration.Load());
        Assert.That(await again.Documents.ReadAsync<Note>("notes", "1"), Is.EqualTo(new Note("kept")));
        var lease = await again.Queue.DequeueAsync("mail");
        Assert.That(lease?.Job.Id, Is.EqualTo(job));
        Assert.That(File.Exists(Path.Combine(Folder, "store", "notes.mosaic")));
    }

    [Test]
    [Platform("Linux")]
    [UnsupportedOSPlatform("windows")]
    public async Task Without_a_configuration_the_store_is_in_the_users_data_folder_which_is_created_for_the_user_alone()
    {
        await using (var store = await MosaicFactory.OpenAsync())
        {
            await store.Documents.CreateAsync("notes", "1", new Note("kept"));
        }

        var file = new MosaicConfiguration().GetLocalPath();
        Assert.That(file, Does.StartWith(Folder), "the tests' folder, not the user's own");
        Assert.That(File.Exists(file));
        Assert.That(
            File.GetUnixFileMode(Path.GetDirectoryName(file)!), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
        await using var again = await MosaicFactory.OpenAsync();
        Assert.That(await again.Documents.ReadAsync<Note>("notes", "1"), Is.EqualTo(new Note("kept")));
    }

    [Test]
    [Platform("Linux")]
    public async Task A_data_folder_that_cannot_be_created_is_told_with_the_way_out()
    {
        Set("XDG_DATA_HOME", WriteFile("", "file"));

        var error = (await Assert.ThrowsAsync<MosaicException>(async () => await MosaicFactory.OpenAsync()))!;

        Assert.That(error.Target, Does.StartWith(Path.Combine(Folder, "file")));
        Assert.That(error.Hint, Does.Contain("MOSAIC_PATH"));
    }

    [Test]
    [Platform("Linux")]
    public void Reading_only_creates_no_data_folder()
    {
        var configuration = new MosaicConfiguration { Local = { ReadOnly = true } };

        Assert.That(async () => await MosaicFactory.OpenAsync(configuration), Throws.InstanceOf<MosaicException>());
        Assert.That(Directory.Exists(Path.Combine(Folder, "data")), Is.False);
    }

    [Test]
    public async Task Fields_and_code_reach_the_store()
    {
        WriteFile("""{ "requireUser": true, "local": { "path": "notes.mosaic" } }""");
        var configuration = MosaicConfiguration.Load();
        configuration.ConfigureOptions = options => options.Json = new JsonSerializerOptions(options.Json) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseUpper };

        await using var store = await MosaicFactory.OpenAsync(configuration);

        Assert.That(async () => await store.Memory.SearchAsync("anything"), Throws.ArgumentException);
        await store.Documents.CreateAsync("notes", "1", new Note("kept"));
        Assert.That((await store.Documents.ReadAsync<JsonElement>("notes", "1")).GetProperty("TEXT").GetString(), Is.EqualTo("kept"));
    }

    [Test]
    public async Task What_the_store_reports_comes_through_as_it_is()
    {
        var configuration = new MosaicConfiguration { Local = { Path = "notes.mosaic" } };
        await using var store = await MosaicFactory.OpenAsync(configuration);

        await Assert.ThrowsAsync<StoreLockedException>(async () => await MosaicFactory.OpenAsync(configuration));
        configuration.ConfigureOptions = _ => throw new InvalidTimeZoneException("the callback's own");
        await Assert.ThrowsAsync<InvalidTimeZoneException>(async () => await MosaicFactory.OpenAsync(configuration));
    }

    [Test]
    public async Task A_wrong_configuration_opens_nothing()
    {
        var configuration = new MosaicConfiguration { Local = { Path = "notes.mosaic", Durability = (Durability)5 } };

        await Assert.ThrowsAsync<MosaicConfigurationException>(async () => await MosaicFactory.OpenAsync(configuration));
        Assert.That(File.Exists("notes.mosaic"), Is.False);
    }

    [Test]
    public void A_cancelled_call_opens_nothing()
    {
        Assert.That(
            async () => await MosaicFactory.OpenAsync(new MosaicConfiguration { Local = { Path = "notes.mosaic" } }, new CancellationToken(canceled: true)),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(File.Exists("notes.mosaic"), Is.False);
    }

    [Test]
    public async Task The_team_tier_opens_a_store_on_Postgres_in_its_schema()
    {
        await using var database = await PostgresFixture.CreateDatabaseAsync();
        var configuration = new MosaicConfiguration { Tier = MosaicTier.Team, Team = { ConnectionString = database.ConnectionString, Schema = "notes_app", PoolSizeMax = 3 } };

        await using (var store = await MosaicFactory.OpenAsync(configuration))
        {
            Assert.That(store.Tier, Is.EqualTo(MosaicTier.Team));
            await store.Documents.CreateAsync("notes", "a", new Note("kept"));
        }

        await using var again = await MosaicFactory.OpenAsync(configuration);
        Assert.That((await again.Documents.ReadAsync<Note>("notes", "a"))?.Text, Is.EqualTo("kept"));
        Assert.That(await database.ScalarAsync("select count(*) from notes_app.documents"), Is.EqualTo(1L));
    }

    [Test]
    public async Task A_server_that_is_not_there_is_named_without_its_password()
    {
        var configuration = new MosaicConfiguration
        {
            Tier = MosaicTier.Team,
            Team = { ConnectionString = "Host=127.0.0.1;Port=1;Username=ada;Password=hunter2", ConnectTimeout = TimeSpan.FromSeconds(1) },
            ConfigureOptions = static options => options.RequireUser = true,
        };
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));

        var error = await Assert.CatchAsync(async () => await MosaicFactory.OpenAsync(configuration, patience.Token));

        Assert.That(error!.ToString(), Does.Not.Contain("hunter2"));
    }

    [Test]
    public void The_enterprise_tier_says_that_it_is_not_available_yet() =>
        Assert.That(
            async () => await MosaicFactory.OpenAsync(new MosaicConfiguration { Tier = MosaicTier.Enterprise }),
            Throws.TypeOf<MosaicConfigurationException>().With.Message.Contains("not available yet"));

    private sealed record Note(string Text);
}
