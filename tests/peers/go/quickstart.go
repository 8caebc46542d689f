// The quickstart with an official Go SDK.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"

	"github.com/okta/okta-sdk-golang/MAJOR/okta"
)

// The SDK drops the port of the org's URL on API requests; this puts it back.
type port struct{ host string }

func (p port) RoundTrip(request *http.Request) (*http.Response, error) {
	request.URL.Host = p.host
	return http.DefaultTransport.RoundTrip(request)
}

func main() {
	org, err := url.Parse(os.Getenv("OKTA_CLIENT_ORGURL"))
	must("parsed the URL of the org", err)
	config, err := okta.NewConfiguration(
		okta.WithOrgUrl(org.String()), okta.WithToken(os.Getenv("OKTA_CLIENT_TOKEN")), okta.WithTestingDisableHttpsCheck(true),
		okta.WithHttpClientPtr(&http.Client{Transport: port{org.Host}}), okta.WithCache(false),
	)
	must("made a client", err)
	client, ctx := okta.NewAPIClient(config), context.Background()

	var create okta.CreateUserRequest
	read(`{"profile": {"firstName": "Ann", "lastName": "Lee", "login": "ann@example.com", "email": "ann@example.com"},
		"credentials": {"password": {"value": "Correct-Horse-1"}}}`, &create)
	user, _, err := client.UserAPI.CreateUser(ctx).Body(create).Execute()
	must("created a user", err)
	_, _, err = client.UserAPI.GetUser(ctx, "ann@example.com").Execute()
	must("found it by its login", err)
	found, _, err := client.UserAPI.ListUsers(ctx).Search(`profile.login eq "ann@example.com"`).Execute()
	must("searched for it", err)
	if len(found) != 1 || *found[0].Id != *user.Id {
		panic("the search did not find it")
	}
	page, response, err := client.UserAPI.ListUsers(ctx).Limit(100).Execute()
	count := len(page)
	for err == nil && response.HasNextPage() {
		var next []okta.User
		response, err = response.Next(&next)
		count += len(next)
	}
	must(fmt.Sprintf("listed %d users in pages", count), err)

	group := post(client, "/api/v1/groups", `{"profile": {"name": "Peers"}}`)
	_, err = client.GroupAPI.AssignUserToGroup(ctx, group, *user.Id).Execute()
	must("added the user to a group", err)
	members, _, err := client.GroupAPI.ListGroupUsers(ctx, group).Execute()
	must("listed the group", err)
	if len(members) != 1 {
		panic("the group does not have the user")
	}
	app := post(client, "/api/v1/apps", `{"name": "bookmark", "label": "Peers", "signOnMode": "BOOKMARK", "settings": {"app": {"url": "https://example.com"}}}`)
	_, _, err = client.ApplicationAPI.GetApplication(ctx, app).Execute()
	must("created and read an app", err)
	_, err = client.ApplicationAPI.DeactivateApplication(ctx, app).Execute()
	must("deactivated it", err)
	_, err = client.ApplicationAPI.DeleteApplication(ctx, app).Execute()
	must("deleted it", err)
	for _, what := range []string{"deactivated the user", "deleted the user"} {
		_, err = client.UserAPI.DeleteUser(ctx, *user.Id).Execute()
		must(what, err)
	}
	_, _, err = client.UserAPI.GetUser(ctx, *user.Id).Execute()
	if err == nil || !strings.Contains(err.Error(), "E0000007") && !strings.Contains(err.Error(), "404") {
		panic(fmt.Sprint("a user that is gone: ", err))
	}
	fmt.Println("  got the error of a user that is gone")
}

// Creates a thing with the HTTP client of the SDK, because its unions differ from version to version; returns its id.
func post(client *okta.APIClient, path, body string) string {
	config := client.GetConfig()
	request, err := http.NewRequest("POST", os.Getenv("OKTA_CLIENT_ORGURL")+path, strings.NewReader(body))
	must("", err)
	request.Header.Set("Authorization", "SSWS "+os.Getenv("OKTA_CLIENT_TOKEN"))
	request.Header.Set("Content-Type", "application/json")
	response, err := config.HTTPClient.Do(request)
	must("", err)
	defer response.Body.Close()
	var made struct{ Id string }
	must("", json.NewDecoder(response.Body).Decode(&made))
	return made.Id
}

func read(text string, into any) { must("", json.Unmarshal([]byte(text), into)) }

func must(what string, err error) {
	if err != nil {
		fmt.Println("  failed:", what, err)
		os.Exit(1)
	}
	if what != "" {
		fmt.Println("  " + what)
	}
}
