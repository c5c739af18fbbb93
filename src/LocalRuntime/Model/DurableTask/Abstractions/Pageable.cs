using System.Runtime.CompilerServices;

namespace Microsoft.DurableTask;

/// <summary>A page of a list.</summary>
/// <typeparam name="T">The type of its values.</typeparam>
public sealed class Page<T>
    where T : notnull
{
    /// <summary>Creates a page.</summary>
    public Page(IReadOnlyList<T> values, string? continuationToken = null)
    {
        Values = values ?? throw new ArgumentNullException(nameof(values));
        ContinuationToken = continuationToken;
    }

    /// <summary>The values.</summary>
    public IReadOnlyList<T> Values { get; }

    /// <summary>Where the next page starts, or null at the end.</summary>
    public string? ContinuationToken { get; }
}

/// <summary>A list that is read page by page.</summary>
/// <typeparam name="T">The type of its values.</typeparam>
public abstract class AsyncPageable<T> : IAsyncEnumerable<T>
    where T : notnull
{
    /// <summary>The pages.</summary>
    public abstract IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = default, int? pageSizeHint = default);

    /// <summary>The values of all pages.</summary>
    public async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        await foreach (var page in AsPages().WithCancellation(cancellationToken))
        {
            foreach (var value in page.Values)
            {
                yield return value;
            }
        }
    }
}

/// <summary>Makes lists that are read page by page.</summary>
public static class Pageable
{
    /// <summary>A list from a function that reads a page.</summary>
    public static AsyncPageable<T> Create<T>(Func<string?, CancellationToken, Task<Page<T>>> pageFunc)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(pageFunc);
        return Create((continuation, _, cancellation) => pageFunc(continuation, cancellation));
    }

    /// <summary>A list from a function that reads a page of about a size.</summary>
    public static AsyncPageable<T> Create<T>(Func<string?, int?, CancellationToken, Task<Page<T>>> pageFunc)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(pageFunc);
        return new FuncAsyncPageable<T>(pageFunc);
    }

    private sealed class FuncAsyncPageable<T>(Func<string?, int?, CancellationToken, Task<Page<T>>> pageFunc) : AsyncPageable<T>
        where T : notnull
    {
        public override IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = default, int? pageSizeHint = default) =>
            ReadAsync(continuationToken, pageSizeHint);

        private async IAsyncEnumerable<Page<T>> ReadAsync(
            string? continuation, int? pageSize, [EnumeratorCancellation] CancellationToken cancellation = default)
        {
            do
            {
                var page = await pageFunc(continuation, pageSize, cancellation);
                yield return page;
                continuation = page.ContinuationToken;
            }
            while (continuation is not null);
        }
    }
}
