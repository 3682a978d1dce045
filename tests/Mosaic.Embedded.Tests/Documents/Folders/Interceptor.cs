using System.Reflection;

namespace Mosaic.Embedded.Tests.Documents.Folders;

/// <summary>Passes every call on, after something was done before it, or answers in its stead.</summary>
internal static class Interceptor
{
    /// <param name="inner">Who answers.</param>
    /// <param name="before">Called before each call; what it returns, if anything, is the answer.</param>
    public static T Around<T>(T inner, Func<MethodInfo, object?[], object?> before)
        where T : class
    {
        var proxy = DispatchProxy.Create<T, InterceptedCalls<T>>();
        var calls = (InterceptedCalls<T>)(object)proxy;
        calls.Inner = inner;
        calls.Before = before;
        return proxy;
    }
}
