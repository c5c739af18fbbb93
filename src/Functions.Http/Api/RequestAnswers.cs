using CryptoVault.Functions.Http.Api.Bodies;
using CryptoVault.Functions.Http.Api.Problems;
using CryptoVault.Functions.Http.Api.Queries;
using CryptoVault.Functions.Http.MarketData;
using CryptoVault.Functions.Http.Streams;
using CryptoVault.Idempotency;
using CryptoVault.MarketData;
using CryptoVault.Results;
using CryptoVault.Streams;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoVault.Functions.Http.Api;

/// <summary>
/// Answers requests: reads and checks the query and body, hands them to the use case, and turns its
/// <see cref="Result{T}"/> into an answer or a problem. Functions do nothing else.
/// </summary>
internal static class RequestAnswers
{
    /// <summary>A route with neither body nor query parameters.</summary>
    public static Task<IResult> AnswerAsync<T>(this HttpRequest request, Func<Task<Result<T>>> handle, Answer answer) =>
        request.AnswerAsync(handle, _ => answer);

    /// <summary>A route with neither body nor query parameters, answered depending on the value.</summary>
    public static Task<IResult> AnswerAsync<T>(this HttpRequest request, Func<Task<Result<T>>> handle, Func<T, Answer> answer) =>
        request.AnswerQueryAsync(static _ => NoQuery.Instance, _ => handle(), answer);

    /// <summary>A route with query parameters.</summary>
    public static Task<IResult> AnswerQueryAsync<TQuery, T>(
        this HttpRequest request, Func<QueryReader, TQuery> read, Func<TQuery, Task<Result<T>>> handle, Answer answer) =>
        request.AnswerQueryAsync(read, handle, _ => answer);

    /// <summary>A route with query parameters, answered depending on the value.</summary>
    public static async Task<IResult> AnswerQueryAsync<TQuery, T>(
        this HttpRequest request, Func<QueryReader, TQuery> read, Func<TQuery, Task<Result<T>>> handle, Func<T, Answer> answer)
    {
        var query = ReadQuery(request, read);
        return query.IsSuccess ? Finish(request, await handle(query.Value), answer) : new ProblemAnswer(query.Error);
    }

    /// <summary>A list: <paramref name="read"/> takes the page with <see cref="QueryReader.Page"/>; the answer carries a signed cursor.</summary>
    public static Task<IResult> AnswerListAsync<TQuery, T>(
        this HttpRequest request, Func<QueryReader, TQuery> read, Func<TQuery, Task<Result<ItemPage<T>>>> handle) =>
        request.AnswerQueryAsync(
            read,
            async query => (await handle(query)).Map(page => new ItemList<T>(page.Items, Service<Cursors>(request).Seal(request, page.NextPosition))),
            Answers.Ok);

    /// <summary>A route with a body.</summary>
    public static Task<IResult> AnswerAsync<TRequest, T>(
        this HttpRequest request, Func<TRequest, Task<Result<T>>> handle, Answer answer) =>
        request.AnswerAsync(handle, _ => answer);

    /// <summary>A route with a body, answered depending on the value.</summary>
    public static Task<IResult> AnswerAsync<TRequest, T>(
        this HttpRequest request, Func<TRequest, Task<Result<T>>> handle, Func<T, Answer> answer) =>
        request.AnswerAsync<TRequest, NoQuery, T>(static _ => NoQuery.Instance, (body, _) => handle(body), answer);

    /// <summary>A route with a body and query parameters.</summary>
    public static async Task<IResult> AnswerAsync<TRequest, TQuery, T>(
        this HttpRequest request, Func<QueryReader, TQuery> read, Func<TRequest, TQuery, Task<Result<T>>> handle, Func<T, Answer> answer)
    {
        var query = ReadQuery(request, read);
        if (!query.IsSuccess)
        {
            return new ProblemAnswer(query.Error);
        }

        var body = await BodyReader.ReadAsync<TRequest>(request, Service<HttpJson>(request));
        return body.IsSuccess
            ? Finish(request, await handle(body.Value.Value, query.Value), answer)
            : new ProblemAnswer(body.Error);
    }

    /// <summary>
    /// A POST that moves or reserves money: it needs an <c>Idempotency-Key</c>. The use case passes the
    /// <see cref="IdempotencyRequest"/> to <see cref="PartitionIdempotency.Once{T}"/> in its decision.
    /// </summary>
    public static async Task<IResult> AnswerOnceAsync<TRequest, T>(
        this HttpRequest request, string route, Func<TRequest, IdempotencyRequest, Task<Result<T>>> handle, Func<T, Answer> answer)
    {
        var query = ReadQuery(request, static _ => NoQuery.Instance);
        if (!query.IsSuccess)
        {
            return new ProblemAnswer(query.Error);
        }

        var key = request.IdempotencyKey();
        if (!key.IsSuccess)
        {
            return new ProblemAnswer(key.Error);
        }

        var body = await BodyReader.ReadAsync<TRequest>(request, Service<HttpJson>(request), hashed: true);
        return body.IsSuccess
            ? Finish(request, await handle(body.Value.Value, new IdempotencyRequest(key.Value, route, body.Value.Hash)), answer)
            : new ProblemAnswer(body.Error);
    }

    /// <summary>A route whose answer is ready to be sent; when there is none, <paramref name="missing"/> says so.</summary>
    public static async Task<IResult> AnswerPreparedAsync<TQuery>(
        this HttpRequest request, Func<QueryReader, TQuery> read, Func<TQuery, ValueTask<MarketView?>> handle, Func<ProblemAnswer> missing)
    {
        var query = ReadQuery(request, read);
        if (!query.IsSuccess)
        {
            return new ProblemAnswer(query.Error);
        }

        return await handle(query.Value) is { } view ? new PreparedAnswer(view) : missing();
    }

    /// <summary>A list that is asked for as CSV (see <see cref="CsvAnswer.IsAsked"/>).</summary>
    public static Task<IResult> AnswerCsvAsync<TQuery>(this HttpRequest request, Func<QueryReader, TQuery> read, Func<TQuery, CsvAnswer> answer)
    {
        var query = ReadQuery(request, read);
        return Task.FromResult<IResult>(query.IsSuccess ? answer(query.Value) : new ProblemAnswer(query.Error));
    }

    /// <summary>A route that answers with a file.</summary>
    public static async Task<IResult> AnswerFileAsync<TQuery>(this HttpRequest request, Func<QueryReader, TQuery> read, Func<TQuery, Task<Result<FileAnswer>>> handle)
    {
        var query = ReadQuery(request, read);
        if (!query.IsSuccess)
        {
            return new ProblemAnswer(query.Error);
        }

        var file = await handle(query.Value);
        return file.IsSuccess ? file.Value : new ProblemAnswer(file.Error);
    }

    /// <summary>A route whose answer goes on: Server-Sent Events.</summary>
    public static async Task<IResult> AnswerStreamAsync<TQuery>(
        this HttpRequest request, Func<QueryReader, TQuery> read, Func<TQuery, Task<Result<StreamConnection>>> open)
    {
        var query = ReadQuery(request, read);
        if (!query.IsSuccess)
        {
            return new ProblemAnswer(query.Error);
        }

        var opened = await open(query.Value);
        return opened.IsSuccess ? new StreamAnswer(opened.Value) : new ProblemAnswer(opened.Error);
    }

    private static Result<TQuery> ReadQuery<TQuery>(HttpRequest request, Func<QueryReader, TQuery> read)
    {
        if (typeof(TQuery) == typeof(NoQuery) && !request.QueryString.HasValue)
        {
            return read(null!);
        }

        var reader = new QueryReader(request, Service<Cursors>(request));
        var query = read(reader);
        return reader.Finish() is { } error ? error : query;
    }

    private static IResult Finish<T>(HttpRequest request, Result<T> result, Func<T, Answer> answer)
    {
        if (!result.IsSuccess)
        {
            return new ProblemAnswer(result.Error);
        }

        var shape = answer(result.Value);
        return result.Value is Unit || shape.Status == StatusCodes.Status204NoContent
            ? new EmptyAnswer(shape)
            : new JsonAnswer<T>(result.Value, Service<HttpJson>(request).Of<T>(), shape);
    }

    private static T Service<T>(HttpRequest request) where T : notnull => request.HttpContext.RequestServices.GetRequiredService<T>();
}
