using System.Globalization;
using System.Text;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Search.Similarities;
using Lucene.Net.Util;
using Mosaic.Backends;
using Mosaic.Memory.Search;

namespace Mosaic.Index;

/// <summary>
/// One row as the index keeps it: its key, the terms of its text in a field for its kind, and what searches are limited by.
/// Its objects are used again for each row; one thread at a time.
/// </summary>
internal sealed class IndexFields
{
    public const string Key = "k";
    public const string User = "u";
    public const string Session = "s";
    public const string Category = "c";
    public const string Source = "o";
    public const string Relevance = "r";
    public const string At = "a";
    public const string TurnSession = "e";
    public const string TurnNumber = "n";
    public const string Speaker = "p";
    public const string Day = "y";
    public const string Collection = "l";

    /// <summary>The user of documents, which have none; no user's id has this character.</summary>
    public const string NoUser = "\0";

    private static readonly FieldType Words = Frozen(new FieldType
    {
        IsIndexed = true,
        IsTokenized = true,
        IndexOptions = IndexOptions.DOCS_AND_FREQS,
    });

    private readonly StringField _key = new(Key, "", Field.Store.NO);
    private readonly BinaryDocValuesField _keyValue = new(Key, new BytesRef());
    private readonly StringField _user = new(User, "", Field.Store.NO);
    private readonly SortedDocValuesField _userValue = new(User, new BytesRef());
    private readonly StringField _session = new(Session, "", Field.Store.NO);
    private readonly StringField _collection = new(Collection, "", Field.Store.NO);
    private readonly StringField _category = new(Category, "", Field.Store.NO);
    private readonly StringField _source = new(Source, "", Field.Store.NO);
    private readonly DoubleDocValuesField _relevance = new(Relevance, 0);
    private readonly NumericDocValuesField _at = new(At, 0);
    private readonly SortedDocValuesField _turnSession = new(TurnSession, new BytesRef());
    private readonly NumericDocValuesField _turnNumber = new(TurnNumber, 0);
    private readonly SortedDocValuesField _speaker = new(Speaker, new BytesRef());
    private readonly NumericDocValuesField _day = new(Day, 0);
    private readonly Dictionary<MemoryKind, Field> _text = Enum.GetValues<MemoryKind>()
        .ToDictionary(static kind => kind, static kind => new Field(Text(kind), "", Words));

    /// <summary>The field of a kind's words. Each kind has its own statistics: a turn is short, a document is not.</summary>
    public static string Text(MemoryKind kind) => kind switch
    {
        MemoryKind.Insight => "i",
        MemoryKind.Turn => "t",
        _ => "d",
    };

    /// <summary>The fields whose words a search looks at; insights speak for turns, too.</summary>
    public static IReadOnlyList<string> TextsOf(SearchLimits limits)
    {
        List<string> fields = [];
        if (limits.Insights || limits.Turns)
        {
            fields.Add(Text(MemoryKind.Insight));
        }

        if (limits.Turns)
        {
            fields.Add(Text(MemoryKind.Turn));
        }

        if (limits.Documents)
        {
            fields.Add(Text(MemoryKind.Document));
        }

        return fields;
    }

    /// <summary>A row's key as a term.</summary>
    public static Term KeyTerm(byte[] key) => new(Key, Encoding.Latin1.GetString(key));

    public static string Name<T>(T value)
        where T : struct, Enum => Convert.ToInt32(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);

    /// <summary>Valid until the next call.</summary>
    public IEnumerable<IIndexableField> Of(SearchableText text)
    {
        _key.SetStringValue(Encoding.Latin1.GetString(text.Key));
        _keyValue.SetBytesValue(text.Key);
        var user = text.User ?? NoUser;
        _user.SetStringValue(user);
        _userValue.SetBytesValue(new BytesRef(user));
        _at.SetInt64Value(text.At.UtcTicks);
        var words = _text[text.Kind];
        words.SetStringValue(text.Text);
        List<IIndexableField> fields = [_key, _keyValue, _user, _userValue, _at, words];
        if (text.Session is { } session)
        {
            _session.SetStringValue(session);
            fields.Add(_session);
        }

        if (text.Collection is { } collection)
        {
            _collection.SetStringValue(collection);
            fields.Add(_collection);
        }

        if (text is { Number: { } number, Speaker: { } speaker })
        {
            _turnSession.SetBytesValue(new BytesRef(text.Session));
            _turnNumber.SetInt64Value(number);
            _speaker.SetBytesValue(new BytesRef(speaker));
            _day.SetInt64Value(DateOnly.FromDateTime(text.At.DateTime).DayNumber); // as its writer's calendar has it
            fields.AddRange([_turnSession, _turnNumber, _speaker, _day]);
        }

        if (text is { Category: { } category, Source: { } source, Relevance: { } relevance })
        {
            _category.SetStringValue(Name(category));
            _source.SetStringValue(Name(source));
            _relevance.SetDoubleValue(relevance);
            fields.AddRange([_category, _source, _relevance]);
        }

        return fields;
    }

    private static FieldType Frozen(FieldType type)
    {
        type.Freeze();
        return type;
    }
}
