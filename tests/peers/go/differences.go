// What the official Go SDK does in the situations of ../situations.py.
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

const user = "00u1"

// The SDK drops the port of the org's URL on API requests; this puts it back.
type port struct{ host string }

// The hosts that the SDK sent requests to, without what `port` did.
var hosts []string

func (p port) RoundTrip(request *http.Request) (*http.Response, error) {
	hosts = append(hosts, request.URL.Host)
	request.URL.Host = p.host
	return http.DefaultTransport.RoundTrip(request)
}

var ctx = context.Background()

func client(setters ...okta.ConfigSetter) *okta.APIClient {
	org, err := url.Parse(os.Getenv("ORG"))
	if err != nil {
		panic(err)
	}
	http := okta.WithHttpClientPtr(&http.Client{Transport: port{org.Host}})
	config, err := okta.NewConfiguration(append([]okta.ConfigSetter{http, okta.WithTestingDisableHttpsCheck(true)}, setters...)...)
	if err != nil {
		panic(err)
	}
	return okta.NewAPIClient(config)
}

func withToken(name string, setters ...okta.ConfigSetter) *okta.APIClient {
	return client(append([]okta.ConfigSetter{okta.WithOrgUrl(os.Getenv("ORG")), okta.WithToken(name)}, setters...)...)
}

func serviceApp(name string, setters ...okta.ConfigSetter) *okta.APIClient {
	mode, key := okta.WithAuthorizationMode("PrivateKey"), okta.WithPrivateKey(os.Getenv("KEY"))
	return client(append([]okta.ConfigSetter{mode, key, okta.WithClientId(name)}, setters...)...)
}

func told(err error) string {
	text := fmt.Sprintf("%T: %s", err, strings.Join(strings.Fields(err.Error()), " "))
	text = strings.TrimPrefix(strings.TrimPrefix(text, "*"), "okta.")
	if len(text) < 120 {
		return text
	}
	return text[:120] + "..."
}

func pages(name, search string) string {
	request := withToken(name).UserAPI.ListUsers(ctx).Limit(2)
	if search != "" {
		request = request.Search(search)
	}
	seen := []string{}
	users, response, err := request.Execute()
	for page := 1; err == nil; page++ {
		for _, user := range users {
			seen = append(seen, user.GetId())
		}
		if !response.HasNextPage() || page == 4 {
			break
		}
		users = nil
		response, err = response.Next(&users)
	}
	if err != nil {
		seen = append(seen, told(err))
	}
	return strings.Join(seen, " ")
}

// The profile of the user.
func profile(c *okta.APIClient) (*okta.UserProfile, error) {
	found, _, err := c.UserAPI.GetUser(ctx, user).Execute()
	if err != nil {
		return nil, err
	}
	return found.Profile, nil
}

func nickname(c *okta.APIClient) string {
	read, err := profile(c)
	if err != nil {
		return told(err)
	}
	return read.GetNickName()
}

func twoReads(name string) string {
	c := withToken(name)
	return nickname(c) + ", " + nickname(c)
}

func named(nickname *string) okta.UpdateUserRequest {
	return okta.UpdateUserRequest{Profile: &okta.UserProfile{NickName: *okta.NewNullableString(nickname)}}
}

func writeByLogin(name string) string {
	c, nan := withToken(name), "Nan"
	before := nickname(c)
	if _, _, err := c.UserAPI.ReplaceUser(ctx, "ann@example.com").User(named(&nan)).Execute(); err != nil {
		return told(err)
	}
	return before + ", " + nickname(c)
}

func changeUser(name string) string {
	c := withToken(name)
	changed, err := profile(c)
	if err == nil {
		changed.SetNickName("Nan")
		_, _, err = c.UserAPI.ReplaceUser(ctx, user).User(okta.UpdateUserRequest{Profile: changed}).Execute()
	}
	return silent(err)
}

func changeApp(name string) string {
	c := withToken(name)
	app, _, err := c.ApplicationAPI.GetApplication(ctx, "0oa1").Execute()
	if err == nil {
		app.BookmarkApplication.SetLabel("Wiki 2")
		_, _, err = c.ApplicationAPI.ReplaceApplication(ctx, "0oa1").Application(*app).Execute()
	}
	return silent(err)
}

func changeOrigin(name string) string {
	c := withToken(name)
	origin, _, err := c.TrustedOriginAPI.GetTrustedOrigin(ctx, "tos1").Execute()
	if err == nil {
		origin.SetName("Wiki")
		_, _, err = c.TrustedOriginAPI.ReplaceTrustedOrigin(ctx, "tos1").TrustedOrigin(*origin).Execute()
	}
	return silent(err)
}

func silent(err error) string {
	if err != nil {
		return told(err)
	}
	return ""
}

func update(name string, request okta.UpdateUserRequest) string {
	_, _, err := withToken(name).UserAPI.UpdateUser(ctx, user).User(request).Execute()
	return silent(err)
}

func read(c *okta.APIClient) string {
	found, _, err := c.UserAPI.GetUser(ctx, user).Execute()
	if err != nil {
		return told(err)
	}
	return "read " + found.GetId()
}

func ask(c *okta.APIClient) string {
	_, err := profile(c)
	return silent(err)
}

func show(name string) string {
	switch name {
	case "long-link":
		return pages(name, strings.Repeat("x", 2100))
	case "changed-elsewhere":
		return twoReads(name)
	case "written-by-login":
		return writeByLogin(name)
	case "timeout":
		return read(withToken(name, okta.WithRequestTimeout(1)))
	case "scopes-text":
		return ask(serviceApp(name, okta.WithScopes([]string{"okta.users.read okta.groups.read"})))
	case "scopes-environment":
		return ask(serviceApp(name))
	case "precedence", "files":
		return ask(client())
	case "port":
		read(withToken(name))
		return fmt.Sprintf("sent its request to the host %s, without the port", hosts[len(hosts)-1])
	case "change-user":
		return changeUser(name)
	case "change-app":
		return changeApp(name)
	case "change-origin":
		return changeOrigin(name)
	case "clear":
		return update(name, named(nil))
	case "clear-custom":
		return update(name, okta.UpdateUserRequest{Profile: &okta.UserProfile{AdditionalProperties: map[string]any{"badge": nil}}})
	case "unknown-enum":
		found, _, err := withToken(name).UserAPI.GetUser(ctx, user).Execute()
		if err != nil {
			return told(err)
		}
		return "status " + found.GetStatus()
	case "policies", "unknown-policy":
		policy, _, err := withToken(name).PolicyAPI.ListPolicies(ctx).Type_("OKTA_SIGN_ON").Execute()
		if err != nil {
			return told(err)
		}
		return policy.OktaSignOnPolicy.GetName()
	case "unknown-type":
		apps, _, err := withToken(name).ApplicationAPI.ListApplications(ctx).Execute()
		if err != nil {
			return told(err)
		}
		seen := []string{}
		for _, app := range apps {
			seen = append(seen, fmt.Sprintf("%T", app.GetActualInstance()))
		}
		return strings.Join(seen, ", ")
	case "number-for-text":
		read, err := profile(withToken(name))
		if err != nil {
			return told(err)
		}
		return read.GetDepartment()
	case "rate-limited", "rate-limited-bare", "unavailable", "not-json":
		return read(withToken(name))
	case "unavailable-post":
		login := "bo@example.com"
		body := okta.CreateUserRequest{Profile: okta.UserProfile{Login: &login, Email: &login}}
		made, _, err := withToken(name).UserAPI.CreateUser(ctx).Body(body).Execute()
		if err != nil {
			return told(err)
		}
		return "created " + made.GetId()
	case "error":
		_, response, err := withToken(name).UserAPI.GetUser(ctx, user).Execute()
		known := err.(*okta.GenericOpenAPIError)
		model, _ := json.Marshal(known.Model())
		return fmt.Sprintf("%s Members: Model() %s, Body() is there: %v; response: StatusCode %d, Header.Get(\"X-Okta-Request-Id\") %s",
			told(err), model, len(known.Body()) > 0, response.StatusCode, response.Header.Get("X-Okta-Request-Id"))
	default:
		return pages(name, "")
	}
}

// A panic is what the SDK did, too.
func shown(name string) (saw string) {
	defer func() {
		if failure := recover(); failure != nil {
			saw = fmt.Sprint("panic: ", failure)
		}
	}()
	return show(name)
}

func main() {
	for _, name := range os.Args[1:] {
		fmt.Printf("%s\t%s\n", name, shown(name))
	}
}
