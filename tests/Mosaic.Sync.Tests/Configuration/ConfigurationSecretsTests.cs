using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Configuration;

public sealed class ConfigurationSecretsTests : ConfigurationFixture
{
    private const string Password = "hunter2-swordfish";
    private const string Connection = $"Host=db;Database=notes;Username=me;Password={Password}";

    [Test]
    public void No_text_of_a_configuration_holds_its_password()
    {
        var configuration = new MosaicConfiguration { Tier = MosaicTier.Team, Team = { ConnectionString = Connection }, Settings = { ["token"] = Password } };

        AssertSilent(configuration.ToString());
        AssertSilent(configuration.Team.ToString());
        AssertSilent(JsonSerializer.Serialize(configuration));
        Assert.That(configuration.ToString(), Does.Contain("connection string set"));
    }

    [Test]
    public void A_debugger_shows_the_text_and_browses_no_secret()
    {
        Type[] types = [typeof(MosaicConfiguration), typeof(TeamConfiguration)];
        Assert.That(types.Select(type => type.GetCustomAttribute<DebuggerDisplayAttribute>()?.Value), Is.All.EqualTo("{ToString(),nq}"));
        PropertyInfo[] secret =
        [
            typeof(MosaicConfiguration).GetProperty(nameof(MosaicConfiguration.Settings))!,
            typeof(TeamConfiguration).GetProperty(nameof(TeamConfiguration.ConnectionString))!,
            typeof(TeamConfiguration).GetProperty(nameof(TeamConfiguration.ConnectionStringVariable))!,
        ];
        Assert.That(secret.Select(property => property.GetCustomAttribute<DebuggerBrowsableAttribute>()?.State), Is.All.EqualTo(DebuggerBrowsableState.Never));
    }

    [TestCase("""{ "tier": "team", "team": { "connectionString": "postgres://me:{0}@db/notes" } }""")]
    [TestCase("""{ "tier": "team", "team": { "connectionString": "{0}" } }""")]
    [TestCase("""{ "tier": "team", "team": { "connectionString": ["{0}"] } }""")]
    [TestCase("""{ "tier": "team", "team": { "connectionString": "Host=db;Password={0}", "schema": "X" } }""")]
    [TestCase("""{ "tier": "team", "team": { "connectionString": "Host=db;Password={0}", "connectionStringVariable": "A" } }""")]
    [TestCase("""{ "tier": "team", "team": { "connectionStringVariable": "Host=db;Password={0}" } }""")]
    [TestCase("""{ "tier": "team", "team": { "connectionStringVariable": "{0}" } }""")]
    [TestCase("""{ "tier": "team", "team": { "conectionString": "Host=db;Password={0}" } }""")]
    [TestCase("""{ "tier": "team", "team": { "password": "{0}" } }""")]
    [TestCase("""{ "tier": "team", "team": "Host=db;Password={0}" }""")]
    [TestCase("""{ "tier": "Host=db;Password={0}" }""")]
    [TestCase("""{ "adapter": "Password={0}", "tier": "x" }""")]
    [TestCase("""{ "application": "postgres://me:{0}@db" }""")]
    [TestCase("""{ "local": { "path": "Host=db;Password={0}/" } }""")]
    [TestCase("""{ "settings": "{0}", "tier": "x" }""")]
    [TestCase("""{ "settings": { "token": "{0}" }, "tier": "x" }""")]
    [TestCase("""{ "team": { "connectionString": {0} } }""")]
    [TestCase("""{ "team": { "connectionString": "Host=db;Password={0} } }""")]
    [TestCase("""{ "team": { "connectionString": "Host=db" "{0}" } }""")]
    public void No_error_holds_the_password(string json)
    {
        WriteFile(json.Replace("{0}", Password, StringComparison.Ordinal));

        var error = Refused(() => MosaicConfiguration.Load());

        AssertSilent(error);
    }

    [TestCase("MOSAIC_CONNECTION", "nothing " + Password)]
    [TestCase("MOSAIC_CONNECTION_STRING", Connection)]
    [TestCase("MOSAIC_CONECTION", Connection)]
    [TestCase("MOSAIC_TEAM__CONNECTION", Connection)]
    [TestCase("MOSAIC_TEAM__CONNECTIONSTRINGVARIABLE", Connection)]
    [TestCase("MOSAIC_TEAM", Connection)]
    [TestCase("MOSAIC_ADAPTER", Connection)]
    public void No_error_of_a_variable_holds_the_password(string variable, string value)
    {
        Set("MOSAIC_TIER", "team");
        Set("MOSAIC_TEAM__SCHEMA", "NOT ALLOWED");
        Set(variable, value);

        AssertSilent(Refused(() => MosaicConfiguration.Load()));
    }

    [Test]
    public void The_password_reaches_whoever_connects()
    {
        Set("TESTS_CONNECTION", Connection);
        WriteFile("""{ "tier": "team", "team": { "connectionStringVariable": "TESTS_CONNECTION" } }""");

        Assert.That(MosaicConfiguration.Load().Team.GetConnectionString(), Is.EqualTo(Connection));
    }

    private static void AssertSilent(MosaicConfigurationException error)
    {
        AssertSilent(error.ToString());
        AssertSilent(error.Hint);
        AssertSilent(error.Target);
        AssertSilent(JsonSerializer.Serialize(error.Problems));
        Assert.That(error.InnerException, Is.Null);
        Assert.That(error.Data, Is.Empty);
    }

    private static void AssertSilent(string? text) => Assert.That(text ?? "", Does.Not.Contain("hunter2").And.Not.Contain("swordfish"));
}
