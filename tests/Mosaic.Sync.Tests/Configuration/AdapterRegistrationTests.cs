using NUnit.Framework;

namespace Mosaic.Sync.Tests.Configuration;

public sealed class AdapterRegistrationTests : ConfigurationFixture
{
    private const string Password = "hunter2-swordfish";

    // Adapters are the process's: each test has a name of its own.
    private readonly string _prefix = $"tests.{Guid.NewGuid():N}.";

    private string Name => _prefix + TestContext.CurrentContext.Test.ID;

    [Test]
    public async Task A_registered_adapter_opens_what_names_it_in_any_case()
    {
        MosaicConfiguration? given = null;
        await using var own = await MosaicEngine.OpenInMemoryAsync();
        MosaicFactory.Register(Name, (configuration, _) =>
        {
            given = configuration;
            return ValueTask.FromResult<IMosaic>(own);
        });
        WriteFile($$"""{ "tier": "team", "adapter": "{{Name.ToUpperInvariant()}}", "settings": { "endpoint": "valkey:6379" } }""");
        var configuration = MosaicConfiguration.Load();

        var store = await MosaicFactory.OpenAsync(configuration);

        Assert.That(store, Is.SameAs(own));
        Assert.That(given, Is.SameAs(configuration));
        Assert.That(given!.Settings["endpoint"], Is.EqualTo("valkey:6379"));
    }

    [Test]
    public async Task An_unknown_adapter_is_refused_with_those_that_are_known()
    {
        MosaicFactory.Register(Name, Nothing);

        var error = (await Assert.ThrowsAsync<MosaicConfigurationException>(async () => await MosaicFactory.OpenAsync(new MosaicConfiguration { Adapter = "valky" })))!;

        Assert.That(error.Problems.Single().Field, Is.EqualTo("adapter"));
        Assert.That(error.Message, Does.Contain("'valky'").And.Contain("local").And.Contain(Name));
    }

    [Test]
    public void A_second_registration_is_refused_and_the_first_stays()
    {
        MosaicFactory.Register(Name, (_, _) => throw new MosaicException("the first"));

        var error = Assert.Throws<MosaicException>(() => MosaicFactory.Register(Name.ToUpperInvariant(), Nothing))!;

        Assert.That((error.Operation, error.Target), Is.EqualTo(("register", Name.ToUpperInvariant())));
        Assert.That(Opening, Throws.TypeOf<MosaicException>().With.Message.EqualTo("the first"));
    }

    [Test]
    public void The_local_adapter_cannot_be_replaced() => Assert.That(() => MosaicFactory.Register("Local", Nothing), Throws.TypeOf<MosaicException>());

    [Test]
    public async Task Of_registrations_that_race_one_wins_each_time_and_its_adapter_opens()
    {
        const int Rounds = 50;
        const int Racers = 4;
        for (var round = 0; round < Rounds; round++)
        {
            var name = $"{Name}.{round}";
            using var start = new Barrier(Racers);
            var racers = Enumerable.Range(0, Racers).Select(racer => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    try
                    {
                        MosaicFactory.Register(name, (_, _) => throw new MosaicException($"{racer}"));
                        return racer;
                    }
                    catch (MosaicException)
                    {
                        return -1;
                    }
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default));

            var winner = (await Task.WhenAll(racers)).Single(racer => racer >= 0);

            Assert.That(
                async () => await MosaicFactory.OpenAsync(new MosaicConfiguration { Adapter = name }),
                Throws.TypeOf<MosaicException>().With.Message.EqualTo($"{winner}"));
        }
    }

    [TestCase("")]
    [TestCase(" ")]
    [TestCase("a b")]
    [TestCase("a/b")]
    public void A_name_that_no_configuration_could_write_is_an_argument_error(string name) =>
        Assert.That(() => MosaicFactory.Register(name, Nothing), Throws.ArgumentException);

    [Test]
    public void Nulls_are_argument_errors()
    {
        Assert.That(() => MosaicFactory.Register(null!, Nothing), Throws.ArgumentNullException);
        Assert.That(() => MosaicFactory.Register(Name, null!), Throws.ArgumentNullException);
    }

    [Test]
    public async Task What_an_adapter_throws_is_the_inner_exception_of_an_error_that_names_it()
    {
        var thrown = new TimeoutException("no answer");
        MosaicFactory.Register(Name, (_, _) => throw thrown);

        var error = (await Assert.ThrowsAsync<MosaicException>(async () => await Opening()))!;

        Assert.That(error.InnerException, Is.SameAs(thrown));
        Assert.That(error.Message, Does.Contain(Name).And.Contain("TimeoutException: no answer"));
        Assert.That((error.Operation, error.Target), Is.EqualTo(("open", Name)));
    }

    [Test]
    public void An_adapters_own_errors_of_a_store_come_through_as_they_are()
    {
        var thrown = new StoreLockedException("theirs");
        MosaicFactory.Register(Name, (_, _) => ValueTask.FromException<IMosaic>(thrown));

        Assert.That(Opening, Throws.Exception.SameAs(thrown));
    }

    [Test]
    public void An_adapter_that_returns_nothing_is_named()
    {
        MosaicFactory.Register(Name, Nothing);

        Assert.That(Opening, Throws.TypeOf<MosaicException>().With.Message.Contains("returned no store").And.Message.Contains(Name));
    }

    [Test]
    public void Cancelling_an_adapter_is_cancellation_and_one_that_cancels_itself_has_failed()
    {
        using var cancel = new CancellationTokenSource();
        MosaicFactory.Register(Name, async (_, token) =>
        {
            await cancel.CancelAsync();
            token.ThrowIfCancellationRequested();
            throw new OperationCanceledException("its own");
        });

        Assert.That(
            async () => await MosaicFactory.OpenAsync(new MosaicConfiguration { Adapter = Name }, cancel.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(Opening, Throws.TypeOf<MosaicException>().With.InnerException.InstanceOf<OperationCanceledException>());
    }

    [TestCase("Host=db;Password=" + Password, Password)]
    [TestCase("Host=db;Password='" + Password + "'", "refused " + Password + " at db")]
    [TestCase("Host=db;Pwd=" + Password, "Host=db;Pwd=" + Password)]
    [TestCase("valkey://me:" + Password + "@db", "login me " + Password)]
    [TestCase("valkey://me:" + Password + "@db", "url valkey://me:" + Password + "@db")]
    public async Task What_an_adapter_throws_with_the_password_in_it_leaves_without(string connection, string message)
    {
        Exception[] thrown = [new TimeoutException(message), new MosaicException(message), new MosaicException("x") { Hint = message }, new TimeoutException("x", new IOException(message))];
        foreach (var (index, error) in thrown.Index())
        {
            var name = $"{Name}.{index}";
            MosaicFactory.Register(name, (_, _) => throw error);
            var configuration = new MosaicConfiguration { Tier = MosaicTier.Team, Adapter = name, Team = { ConnectionString = connection } };

            await AssertSilent(configuration);
        }
    }

    [Test]
    public async Task What_an_adapter_throws_with_a_secret_of_its_settings_leaves_without()
    {
        MosaicFactory.Register(Name, (_, _) => throw new TimeoutException($"wrong {Password}"));

        await AssertSilent(new MosaicConfiguration { Adapter = Name, Settings = { ["valkey:apiKey"] = Password, ["depth"] = "2", ["token"] = "" } });
    }

    private static async Task AssertSilent(MosaicConfiguration configuration)
    {
        var error = (await Assert.ThrowsAsync<MosaicException>(async () => await MosaicFactory.OpenAsync(configuration)))!;

        Assert.That($"{error}\n{error.Hint}\n{error.Target}", Does.Not.Contain("swordfish"));
        Assert.That(error.Message, Does.Contain(configuration.Adapter));
    }

    private static ValueTask<IMosaic> Nothing(MosaicConfiguration configuration, CancellationToken cancellationToken) => ValueTask.FromResult<IMosaic>(null!);

    private async Task Opening() => await MosaicFactory.OpenAsync(new MosaicConfiguration { Adapter = Name });
}
